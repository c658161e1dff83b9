package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Checks the recovery time after a processor is killed, at 1,000 messages per second. */
class RecoveryTimeRun {

    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(30);
    private static final Duration LATENESS_LIMIT = Duration.ofSeconds(15);
    private static final Duration MIN_TIME_WITHOUT_LATENESS = Duration.ofSeconds(5);

    @Test
    void catchesUpAfterTheOnlyProcessorRestarts() {
        FaultRun.Result result = run(Fault.KILL_PROCESSOR, 1);
        Instant restartedAt = result.injections().get(0).recoverableAt();
        assertThat(Duration.between(restartedAt, caughtUpAt(result))).isLessThan(CATCH_UP_LIMIT);
    }

    @Test
    void secondProcessorTakesOverQuickly() {
        FaultRun.Result result = run(Fault.PROCESSOR_DOWN, 2);
        caughtUpAt(result);
        assertThat(lateness(result).max(at -> true)).isLessThan(LATENESS_LIMIT);
    }

    private static FaultRun.Result run(Fault fault, int instances) {
        var setup = new Setup(Profile.MIXED, 1, instances, Set.of());
        var plan = new Plan(3, Duration.ofSeconds(10), new Traffic(1_000, 1, 0), Duration.ofSeconds(20), setup);
        FaultRun.Result result = new FaultRun(plan).run(List.of(List.of(fault)).iterator());
        assertThat(result.violations()).isEmpty();
        assertThat(lateness(result).outOfOrderCount()).isZero();
        return result;
    }

    /** Returns when the last late event was delivered, and requires that later events were delivered in time. */
    private static Instant caughtUpAt(FaultRun.Result result) {
        Instant caughtUpAt = lateness(result).lastLate(at -> true, Instant.MIN);
        Instant end = result.evidence().deliveries().stream()
                .map(Delivery::deliveredAt)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(caughtUpAt).isBefore(end.minus(MIN_TIME_WITHOUT_LATENESS));
        return caughtUpAt;
    }

    private static Lateness lateness(FaultRun.Result result) {
        return new Lateness(result.evidence().deliveries());
    }
}
