package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Injects faults under load: {@code mvn verify -Pfaults}. System properties change the run:
 *
 * <ul>
 *   <li>{@code faults.kinds}: comma-separated names of {@link Fault}; default all
 *   <li>{@code faults.minutes}: time in which steps begin; default 10
 *   <li>{@code faults.seed}: seed of load and faults; default 1
 *   <li>{@code faults.delay}: the processor's delay in seconds; default 5
 *   <li>{@code faults.rate}: messages per second; default 150
 *   <li>{@code faults.invalid}: percentage of invalid messages; default 1
 *   <li>{@code faults.brokers}: 1 or 3; default 1
 * </ul>
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
        Duration duration = Duration.ofMinutes(Long.getLong("faults.minutes", 10));
        FaultRun.Result result = new FaultRun(plan).run(new Schedule(plan.seed(), kinds(plan), duration));
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
