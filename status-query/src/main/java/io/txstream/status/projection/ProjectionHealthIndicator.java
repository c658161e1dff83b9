package io.txstream.status.projection;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

/**
 * Ready means: the consumers run, and the group has given each its partitions. With more consumers than partitions that
 * is none for some; while the group is rebalancing, or the broker is gone, nobody is ready.
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
        boolean ready = container.isRunning() && progress.joinedConsumers() == container.getConcurrency();
        health.status(ready ? "UP" : "OUT_OF_SERVICE")
                .withDetail("consumers", progress.joinedConsumers())
                .withDetail("partitions", progress.positions().size());
    }
}
