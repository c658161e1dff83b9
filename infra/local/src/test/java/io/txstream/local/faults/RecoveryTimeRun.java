package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How soon the system is itself again after a processor was killed, at 1,000 transactions a second. */
class RecoveryTimeRun {
    private static final FaultRun.Plan PLAN =
            new FaultRun.Plan(3, Duration.ofSeconds(10), 1_000, 1, Duration.ofSeconds(20), 1);
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final Duration IN_TIME_AGAIN_FOR = Duration.ofSeconds(5);

    @Test
    void catchesUpSoonAfterTheOnlyProcessorIsThereAgain() {
        FaultRun.Result result = run(Fault.KILL_PROCESSOR);
        Instant restartedAt = result.injections().get(0).mendableAt();
        assertThat(Duration.between(restartedAt, caughtUpAt(result))).isLessThan(CAUGHT_UP_WITHIN);
    }

    @Test
    void noPartitionWaitsLongWhereThereIsASecondProcessor() {
        FaultRun.Result result = run(Fault.KILL_ONE_PROCESSOR_OF_TWO);
        caughtUpAt(result);
        assertThat(lateness(result).most(at -> true)).isLessThan(LONGEST_WAIT);
    }

    private static FaultRun.Result run(Fault fault) {
        FaultRun.Result result = new FaultRun(PLAN).run(List.of(List.of(fault)).iterator());
        assertThat(result.violations()).isEmpty();
        assertThat(lateness(result).outOfOrder()).isZero();
        return result;
    }

    /** Since when nothing was late any more, while transactions still came. */
    private static Instant caughtUpAt(FaultRun.Result result) {
        Instant caughtUpAt = lateness(result).last(at -> true, Instant.MIN);
        Instant end = result.evidence().deliveries().stream()
                .map(Delivery::seenAt)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(caughtUpAt).isBefore(end.minus(IN_TIME_AGAIN_FOR));
        return caughtUpAt;
    }

    private static Lateness lateness(FaultRun.Result result) {
        return new Lateness(result.evidence().deliveries());
    }
}
