package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.faults.Lookup.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final List<Injection> INJECTIONS = List.of(
            new Injection(List.of(Fault.KILL_BROKER), at(0), at(100), at(200)),
            new Injection(List.of(Fault.KILL_STATUS), at(5_000), at(5_100), at(5_200)));

    private final HistoryBuilder history = new HistoryBuilder();

    @Test
    void reportsAStepInWhichNoTransitionWasSeen() {
        history.lookUp("a", Status.PROCESSING, 1_000, 1_001)
                .lookUp("a", Status.PROCESSED, 2_000, 2_001)
                .lookUp("a", Status.PROCESSED, 6_000, 6_001)
                .lookUp("b", Status.PROCESSED, 7_000, 7_001);
        assertThat(coverage().blindness(INJECTIONS)).singleElement().asString().contains("KILL_STATUS");
    }

    /** What is seen after the recovery shows nothing about the fault. */
    @Test
    void reportsAStepInWhichATransitionWasSeenOnlyAfterItsEnd() {
        history.lookUp("a", Status.PROCESSING, 3_000, 3_001).lookUp("a", Status.PROCESSED, 7_300, 7_301);
        assertThat(coverage().blindness(INJECTIONS)).singleElement().asString().contains("KILL_BROKER");
    }

    @Test
    void doesNotCountTheLookupsOfTheProbe() {
        history.lookUp("probe-0-1", Status.PROCESSING, 1_000, 1_001)
                .lookUp("probe-0-1", Status.PROCESSED, 2_000, 2_001);
        assertThat(coverage().transitions()).isEmpty();
    }

    @Test
    void findsA404AfterTheAcknowledgement() {
        accept();
        history.lookUp("a", Status.NOT_FOUND, 400, 900)
                .lookUp("a", Status.NOT_FOUND, 600, 601)
                .lookUp("b", Status.NOT_FOUND, 600, 601);
        assertThat(coverage().false404s())
                .singleElement()
                .extracting(Lookup::id)
                .isEqualTo("a");
    }

    @Test
    void measuresTheAgeOfTransactionsThatAreProcessing() {
        accept();
        history.lookUp("a", Status.PROCESSING, 750, 751).lookUp("a", Status.UNKNOWN, 760, 761);
        assertThat(coverage().medianAgeWhileProcessing()).isEqualTo(Duration.ofMillis(250));
        assertThat(coverage().blindLookups()).isEqualTo(1);
    }

    private void accept() {
        history.send(transaction("a", "1"), new SendResult(Outcome.ACKNOWLEDGED, "202", at(500), null));
    }

    private Coverage coverage() {
        return new Coverage(history.evidence());
    }
}
