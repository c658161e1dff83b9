package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All faults, or those that {@code -Dfaults.kinds} names, for as long as {@code -Dfaults.minutes} says: {@code mvn verify
 * -Pfaults}.
 */
class LongFaultsRun {

    @Test
    void guaranteesHoldUnderAllFaults() {
        var plan = new FaultRun.Plan(
                Long.getLong("faults.seed", 1),
                Duration.ofSeconds(Long.getLong("faults.delay", 5)),
                Long.getLong("faults.rate", 150),
                Integer.getInteger("faults.invalid", 1),
                Duration.ZERO,
                Integer.getInteger("faults.brokers", 1));
        Duration time = Duration.ofMinutes(Long.getLong("faults.minutes", 10));
        FaultRun.Result result = new FaultRun(plan).run(new Schedule(plan.seed(), kinds(plan), time));
        assertThat(result.violations())
                .as("seed %d, history in %s", plan.seed(), result.directory().toAbsolutePath())
                .isEmpty();
    }

    private static List<Fault> kinds(FaultRun.Plan plan) {
        String names = System.getProperty("faults.kinds");
        return names == null
                ? Fault.possibleWith(plan.brokers())
                : Stream.of(names.split(",")).map(Fault::valueOf).toList();
    }
}
