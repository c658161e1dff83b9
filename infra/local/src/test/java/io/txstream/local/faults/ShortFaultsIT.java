package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Kills every kind of process once, under moderate load. {@link LongFaultsRun} injects all faults. */
@NeedsEmbeddedServers("kills, suspends and starves processes, and takes away their disks")
class ShortFaultsIT {

    private static final Plan PLAN = new Plan(
            20_251_029,
            Duration.ofSeconds(2),
            new Traffic(60, 1, 1),
            Duration.ZERO,
            new Setup(Profile.MIXED, 1, 1, Set.of()));

    private static final List<List<Fault>> SCHEDULE = List.of(
            List.of(Fault.KILL_PROCESSOR, Fault.KILL_POSTGRES, Fault.KILL_GATEWAY),
            List.of(Fault.KILL_BROKER, Fault.KILL_STATUS));

    @Test
    void guaranteesHoldWhenEveryProcessIsKilled() {
        FaultRun.Result result = new FaultRun(PLAN).run(SCHEDULE.iterator());
        assertThat(result.violations())
                .as("seed %d, history in %s", PLAN.seed(), result.directory().toAbsolutePath())
                .isEmpty();
    }
}
