package io.txstream.status.projection;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * Reports UP while every consumer runs and has received its assignment from the group. The assignment may be empty, if
 * there are more consumers than partitions. Reports OUT_OF_SERVICE during a rebalance or without a broker.
 */
final class ProjectionHealthIndicator extends AbstractHealthIndicator {

    private final ConcurrentMessageListenerContainer<?, ?> container;
    private final ProjectionProgress progress;

    ProjectionHealthIndicator(ConcurrentMessageListenerContainer<?, ?> container, ProjectionProgress progress) {
        this.container = container;
        this.progress = progress;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean ready = container.isRunning() && progress.assignedConsumers() == container.getConcurrency();
        health.status(ready ? "UP" : "OUT_OF_SERVICE")
                .withDetail("consumers", progress.assignedConsumers())
                .withDetail("partitions", progress.positions().size());
    }
}
