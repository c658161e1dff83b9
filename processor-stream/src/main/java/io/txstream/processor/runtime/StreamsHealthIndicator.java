package io.txstream.processor.runtime;

import org.apache.kafka.streams.KafkaStreams.State;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Reports UP if every task of this instance is restored and running, and OUT_OF_SERVICE otherwise. */
public final class StreamsHealthIndicator extends AbstractHealthIndicator {

    private final StreamsRunner runner;

    public StreamsHealthIndicator(StreamsRunner runner) {
        this.runner = runner;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        State state = runner.state();
        health.status(state == State.RUNNING ? "UP" : "OUT_OF_SERVICE").withDetail("state", state);
    }
}
