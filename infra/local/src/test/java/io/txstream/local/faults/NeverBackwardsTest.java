package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.faults.Lookup.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeverBackwardsTest {
    private final HistoryBuilder story = new HistoryBuilder();

    @ParameterizedTest
    @CsvSource({
        "PROCESSED,PROCESSING",
        "PROCESSED,ABSENT",
        "PROCESSING,ABSENT",
        "PROCESSING,REJECTED",
        "REJECTED,ABSENT"
    })
    void findsAStatusThatWentBack(Seen before, Seen after) {
        story.look("a", before, 0, 1).look("a", after, 2, 3);
        assertThat(story.judgedBy(new NeverBackwards())).hasSize(1);
    }

    @Test
    void remembersTheHighestWhateverCameBetween() {
        story.look("a", Seen.PROCESSED, 0, 1).look("a", Seen.UNKNOWN, 2, 3).look("a", Seen.PROCESSING, 4, 5);
        assertThat(story.judgedBy(new NeverBackwards())).hasSize(1);
    }

    @Test
    void findsItWhenALongLookupLiesBetween() {
        story.look("a", Seen.PROCESSING, 0, 9).look("a", Seen.PROCESSED, 1, 2).look("a", Seen.PROCESSING, 3, 4);
        assertThat(story.judgedBy(new NeverBackwards())).hasSize(1);
    }

    @Test
    void knowsThatLookupsOfTheSameTimeHaveNoOrder() {
        story.look("a", Seen.PROCESSED, 0, 5).look("a", Seen.PROCESSING, 4, 6);
        assertThat(story.judgedBy(new NeverBackwards())).isEmpty();
    }

    @Test
    void keepsIdsApart() {
        story.look("a", Seen.PROCESSED, 0, 1).look("b", Seen.PROCESSING, 2, 3);
        assertThat(story.judgedBy(new NeverBackwards())).isEmpty();
    }
}
