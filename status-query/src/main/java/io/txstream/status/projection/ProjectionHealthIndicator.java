package io.txstream.status.projection;

import io.txstream.status.catchup.CatchUp;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * Reports UP while every consumer runs and has received its assignment from the group, and the tables have been
 * projected up to the ends that the log had at startup. The assignment may be empty, if there are more consumers than
 * partitions. Reports OUT_OF_SERVICE during a rebalance, without a broker, and while the tables are rebuilt.
 */
final class ProjectionHealthIndicator extends AbstractHealthIndicator {

    private final ConcurrentMessageListenerContainer<?, ?> container;
    private final AssignedOffsets offsets;
    private final CatchUp catchUp;

    ProjectionHealthIndicator(
            ConcurrentMessageListenerContainer<?, ?> container, AssignedOffsets offsets, CatchUp catchUp) {
        this.container = container;
        this.offsets = offsets;
        this.catchUp = catchUp;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean assigned = container.isRunning() && offsets.consumers() == container.getConcurrency();
        health.status(assigned && catchUp.isComplete() ? "UP" : "OUT_OF_SERVICE")
                .withDetail("caughtUp", catchUp.isComplete())
                .withDetail("consumers", offsets.consumers())
                .withDetail("partitions", offsets.positions().size());
    }
}
