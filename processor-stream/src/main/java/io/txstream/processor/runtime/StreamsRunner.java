package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Runs the topology from the start of the application to its stop. On stop it finishes and commits the work in progress
 * and leaves the consumer group, so that the group rebalances without waiting for the session timeout.
 */
public final class StreamsRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final Consumer<KafkaStreams> beforeStart;
    private final Supplier<KafkaStreams> factory;
    private final StreamsUncaughtExceptionHandler exceptionHandler;
    private final Runnable onFailure;
    private final LocalProgress progress = new LocalProgress();
    private volatile KafkaStreams streams;

    /**
     * Creates the stream, and does not start it.
     *
     * @param factory creates a stream that was not started
     * @param beforeStart prepares the local state; an exception prevents the start
     * @param onFailure called once, on a thread of Kafka Streams, when the stream cannot continue; must return at once
     */
    public StreamsRunner(
            Supplier<KafkaStreams> factory,
            StreamsUncaughtExceptionHandler exceptionHandler,
            Consumer<KafkaStreams> beforeStart,
            Runnable onFailure) {
        this.factory = factory;
        this.exceptionHandler = exceptionHandler;
        this.beforeStart = beforeStart;
        this.onFailure = onFailure;
        this.streams = create();
    }

    private KafkaStreams create() {
        KafkaStreams created = factory.get();
        created.setUncaughtExceptionHandler(exceptionHandler);
        created.setGlobalStateRestoreListener(progress);
        created.setStateListener((now, before) -> {
            LOG.atInfo()
                    .addKeyValue("state", now)
                    .addKeyValue("previous", before)
                    .log("stream state changed");
            if (now == State.ERROR) {
                onFailure.run();
            }
        });
        return created;
    }

    State state() {
        return streams.state();
    }

    /** Returns what must move for the stream to make progress, with its present value. */
    public Map<String, Long> mustMove() {
        try {
            return progress.mustMove(streams);
        } catch (IllegalStateException e) {
            return Map.of(); // the stream was stopped in between
        }
    }

    @Override
    public void start() {
        try {
            beforeStart.accept(streams);
        } catch (RuntimeException e) {
            streams.close(Duration.ZERO); // releases the lock of the state directory
            throw e;
        }
        try {
            streams.start();
        } catch (ProcessorStateException e) {
            startWithoutStores(e);
        }
    }

    /** Since Kafka 4.3 a start opens all local stores, and one that is corrupt ends it. A new stream restores them. */
    private void startWithoutStores(ProcessorStateException failure) {
        boolean closed = streams.close(CLOSE_TIMEOUT); // releases the lock of the state directory
        if (!closed || !(NestedExceptionUtils.getMostSpecificCause(failure) instanceof RocksDBException)) {
            throw failure;
        }
        LOG.error("the local stores of a task cannot be used; they are rebuilt from Kafka", failure);
        streams = create();
        streams.cleanUp();
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
