package io.txstream.processor.runtime;

import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams.State;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports UP if every task of this instance is restored and running, and the stream makes progress. A stream that has
 * work and does not commit, or whose threads die one after the other, is OUT_OF_SERVICE.
 */
final class StreamsHealthIndicator extends AbstractHealthIndicator {

    private final StreamsRunner runner;
    private final StallDetector stalls;
    private final ThreadReplacement replacement;

    StreamsHealthIndicator(StreamsRunner runner, StallDetector stalls, ThreadReplacement replacement) {
        this.runner = runner;
        this.stalls = stalls;
        this.replacement = replacement;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        State state = runner.state();
        Duration stalled = stalls.stalled();
        boolean up = state == State.RUNNING
                && stalled.compareTo(StallDetector.NOT_READY_AFTER) < 0
                && !replacement.isRepeating();
        health.status(up ? "UP" : "OUT_OF_SERVICE")
                .withDetail("state", state)
                .withDetail("stalled_ms", stalled.toMillis())
                .withDetail("thread_deaths", replacement.deaths());
    }
}
