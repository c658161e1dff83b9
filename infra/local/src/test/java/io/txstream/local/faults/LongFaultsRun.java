package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** All faults, for as long as {@code -Dfaults.minutes} says: {@code mvn verify -Pfaults}. */
class LongFaultsRun {

    @Test
    void guaranteesHoldUnderAllFaults() {
        var plan = new FaultRun.Plan(
                Long.getLong("faults.seed", 1),
                Duration.ofSeconds(Long.getLong("faults.delay", 5)),
                Long.getLong("faults.rate", 150),
                Integer.getInteger("faults.invalid", 1),
                Duration.ofMinutes(Long.getLong("faults.minutes", 10)),
                Integer.getInteger("faults.brokers", 1));
        FaultRun.Result result = new FaultRun(plan).run(new Schedule(plan.seed()));
        assertThat(result.violations())
                .as("seed %d, history in %s", plan.seed(), result.directory().toAbsolutePath())
                .isEmpty();
    }
}
