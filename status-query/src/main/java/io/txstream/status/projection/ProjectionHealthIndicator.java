package io.txstream.status.projection;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.kafka.listener.MessageListenerContainer;

/** Ready means: the consumer runs, and has joined its group; with more instances than partitions, for none of them. */
final class ProjectionHealthIndicator extends AbstractHealthIndicator {

    private final MessageListenerContainer container;
    private final ProjectionProgress progress;

    ProjectionHealthIndicator(MessageListenerContainer container, ProjectionProgress progress) {
        this.container = container;
        this.progress = progress;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        boolean ready = container.isRunning() && progress.isAssigned();
        health.status(ready ? "UP" : "OUT_OF_SERVICE")
                .withDetail("partitions", progress.positions().size());
    }
}
