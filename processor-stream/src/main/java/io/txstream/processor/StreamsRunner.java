package io.txstream.processor;

import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the topology from the application's start to its stop. Stopping finishes and commits what is under way, and
 * leaves the consumer group, so that nobody waits for a member who will not come back.
 */
final class StreamsRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final Consumer<KafkaStreams> beforeStart;
    private final KafkaStreams streams;

    /**
     * Asks no broker yet.
     *
     * @param beforeStart readies the local state
     * @param onFailure called once, when the stream cannot go on; must return at once
     */
    StreamsRunner(
            Topology topology,
            Properties settings,
            StreamsUncaughtExceptionHandler exceptionHandler,
            Consumer<KafkaStreams> beforeStart,
            Runnable onFailure) {
        this.beforeStart = beforeStart;
        streams = new KafkaStreams(topology, settings);
        streams.setUncaughtExceptionHandler(exceptionHandler);
        streams.setStateListener((now, before) -> {
            LOG.info("stream {} (was {})", now, before);
            if (now == State.ERROR) {
                onFailure.run();
            }
        });
    }

    State state() {
        return streams.state();
    }

    @Override
    public void start() {
        beforeStart.accept(streams);
        streams.start();
    }

    @Override
    public void stop() {
        boolean inTime = streams.close(CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        if (!inTime) {
            LOG.warn("the stream did not close within {}; what was not committed is done again", CLOSE_TIMEOUT);
        }
    }

    @Override
    public boolean isRunning() {
        return streams.state().isRunningOrRebalancing();
    }
}
