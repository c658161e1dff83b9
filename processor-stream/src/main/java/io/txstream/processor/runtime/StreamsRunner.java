package io.txstream.processor.runtime;

import io.txstream.service.FailureExit;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;

/**
 * Runs the topology from the start of the application to its stop. On stop it finishes and commits the work in progress
 * and leaves the consumer group, so that the group rebalances without waiting for the session timeout.
 */
final class StreamsRunner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final StreamPlan plan;
    private final SteadyTime time;
    private final ThreadReplacement replacement;
    private final StallDetector stalls;
    private final StateDirectoryAge directories;
    private final FailureExit exit;
    private volatile KafkaStreams streams;

    /** Creates the stream, and does not start it. */
    StreamsRunner(
            StreamPlan plan,
            SteadyTime time,
            ThreadReplacement replacement,
            StallDetector stalls,
            StateDirectoryAge directories,
            FailureExit exit) {
        this.plan = plan;
        this.time = time;
        this.replacement = replacement;
        this.stalls = stalls;
        this.directories = directories;
        this.exit = exit;
        this.streams = create();
    }

    private KafkaStreams create() {
        KafkaStreams created = plan.create().apply(time);
        created.setUncaughtExceptionHandler(replacement::handle);
        created.setGlobalStateRestoreListener(stalls);
        created.setStateListener((now, before) -> {
            LOG.atInfo()
                    .addKeyValue("state", now)
                    .addKeyValue("previous", before)
                    .log("stream state changed");
            if (now == State.ERROR) {
                exit.end("the stream has ended", "see the errors before");
            }
        });
        return created;
    }

    State state() {
        return streams.state();
    }

    /** Passes the stream's state to the parts that watch it. Called every second, on the watchdog's thread. */
    void look() {
        Set<ThreadMetadata> threads = streams.metadataForLocalThreads();
        stalls.look(streams.state(), threads, streams.metrics());
        replacement.check();
        directories.used(threads);
    }

    @Override
    public void start() {
        try {
            plan.beforeStart().accept(streams);
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
