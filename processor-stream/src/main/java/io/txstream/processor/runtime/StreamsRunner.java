package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the topology from the start of the application to its stop. On stop it finishes and commits the work in progress
 * and leaves the consumer group, so that the group rebalances without waiting for the session timeout.
 */
public final class StreamsRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final Consumer<KafkaStreams> beforeStart;
    private final KafkaStreams streams;

    /**
     * Creates the stream without connecting to a broker.
     *
     * @param beforeStart prepares the local state
     * @param onFailure called once, on a thread of Kafka Streams, when the stream cannot continue; must return at once
     */
    public StreamsRunner(
            Topology topology,
            Properties settings,
            KafkaClientSupplier clients,
            StreamsUncaughtExceptionHandler exceptionHandler,
            Consumer<KafkaStreams> beforeStart,
            Runnable onFailure) {
        this.beforeStart = beforeStart;
        streams = new KafkaStreams(topology, settings, clients);
        streams.setUncaughtExceptionHandler(exceptionHandler);
        streams.setStateListener((now, before) -> {
            LOG.atInfo()
                    .addKeyValue("state", now)
                    .addKeyValue("previous", before)
                    .log("stream state changed");
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
            LOG.atWarn()
                    .addKeyValue("timeout_ms", CLOSE_TIMEOUT.toMillis())
                    .log("the stream did not close in time; the next start repeats uncommitted work");
        }
    }

    @Override
    public boolean isRunning() {
        return streams.state().isRunningOrRebalancing();
    }
}
