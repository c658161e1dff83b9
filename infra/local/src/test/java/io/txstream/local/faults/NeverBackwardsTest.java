package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.faults.Lookup.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeverBackwardsTest {

    private final HistoryBuilder history = new HistoryBuilder();

    @ParameterizedTest
    @CsvSource({
        "PROCESSED,PROCESSING",
        "PROCESSED,NOT_FOUND",
        "PROCESSING,NOT_FOUND",
        "PROCESSING,REJECTED",
        "REJECTED,NOT_FOUND"
    })
    void reportsAStatusThatMovedBackwards(Status before, Status after) {
        history.lookUp("a", before, 0, 1).lookUp("a", after, 2, 3);
        assertThat(history.violationsOf(new NeverBackwards())).hasSize(1);
    }

    @Test
    void comparesWithTheHighestStatusDespiteAFailedLookupBetween() {
        history.lookUp("a", Status.PROCESSED, 0, 1)
                .lookUp("a", Status.UNKNOWN, 2, 3)
                .lookUp("a", Status.PROCESSING, 4, 5);
        assertThat(history.violationsOf(new NeverBackwards())).hasSize(1);
    }

    @Test
    void reportsItDespiteALongLookupThatOverlapsBoth() {
        history.lookUp("a", Status.PROCESSING, 0, 9)
                .lookUp("a", Status.PROCESSED, 1, 2)
                .lookUp("a", Status.PROCESSING, 3, 4);
        assertThat(history.violationsOf(new NeverBackwards())).hasSize(1);
    }

    @Test
    void acceptsAnyOrderOfConcurrentLookups() {
        history.lookUp("a", Status.PROCESSED, 0, 5).lookUp("a", Status.PROCESSING, 4, 6);
        assertThat(history.violationsOf(new NeverBackwards())).isEmpty();
    }

    @Test
    void comparesOnlyLookupsOfTheSameId() {
        history.lookUp("a", Status.PROCESSED, 0, 1).lookUp("b", Status.PROCESSING, 2, 3);
        assertThat(history.violationsOf(new NeverBackwards())).isEmpty();
    }
}
