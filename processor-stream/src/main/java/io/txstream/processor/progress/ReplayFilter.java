package io.txstream.processor.progress;

import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.service.StartupProblemException;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code ProcessedOnce} at any age: passes on each received record at its offset once. Dedupe remembers ids for a time;
 * this remembers the offset up to which the log was read, so that a group whose offsets were lost or set back processes
 * nothing again.
 */
public final class ReplayFilter extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    /** The remedy of a process that ends because state and log do not match. */
    public static final String START_AGAIN = "start it again: the start compares state and log, and names the way out";

    private static final Logger LOG = LoggerFactory.getLogger(ReplayFilter.class);

    private final String storeName;
    private final Uuid topicId;
    private final ReceivedTime times;
    private final StreamMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private ProgressStore progress;

    private long nextOffset;

    /** The highest epoch of a decided record. */
    private int epoch = Decided.UNKNOWN_EPOCH;

    private boolean replaying;

    private ReplayFilter(String storeName, Uuid topicId, ReceivedTime times, StreamMetrics metrics) {
        this.storeName = storeName;
        this.topicId = topicId;
        this.times = times;
        this.metrics = metrics;
    }

    /**
     * Supplies the processor and its store.
     *
     * @param store built by {@link ProgressStore#builder}
     * @param topicId the id of the received topic
     * @param times the timestamp extractor of the source
     */
    public static ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier(
            StoreBuilder<KeyValueStore<Bytes, byte[]>> store, Uuid topicId, ReceivedTime times, StreamMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], byte[], byte[], byte[]> get() {
                return new ReplayFilter(store.name(), topicId, times, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store);
            }
        };
    }

    /** Called again, on this object, when Kafka Streams revives the task after an aborted transaction. */
    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        nextOffset = 0;
        epoch = Decided.UNKNOWN_EPOCH;
        replaying = false;
        progress = new ProgressStore(context.getStateStore(storeName));
        Decided decided = progress.decided();
        if (decided == null) {
            return;
        }
        if (!decided.topicId().equals(topicId)) {
            throw new StartupProblemException(
                    "the received topic was created again: its id is " + topicId + ", but the state of task "
                            + context.taskId() + " was built from " + decided.topicId(),
                    START_AGAIN);
        }
        nextOffset = decided.nextOffset();
        epoch = decided.epoch();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata position = context().recordMetadata().orElseThrow();
        int recordEpoch = times.leaderEpoch(position.partition(), position.offset());
        if (position.offset() < nextOffset) {
            skip(position, recordEpoch);
            return;
        }
        replaying = false;
        nextOffset = position.offset() + 1;
        epoch = Math.max(epoch, recordEpoch);
        // The epoch of this very record: with an older one, the check at the start would find a truncated log.
        progress.decided(new Decided(topicId, recordEpoch, nextOffset));
        context().forward(record);
    }

    private void skip(RecordMetadata position, int recordEpoch) {
        if (epoch != Decided.UNKNOWN_EPOCH && recordEpoch > epoch) {
            throw new StartupProblemException(
                    "the received log was truncated: partition " + position.partition() + " was decided up to offset "
                            + nextOffset + " in leader epoch " + epoch + ", but offset " + position.offset()
                            + " is of epoch " + recordEpoch,
                    START_AGAIN);
        }
        metrics.replayed();
        if (!replaying) {
            replaying = true;
            LOG.atWarn()
                    .addKeyValue("partition", position.partition())
                    .addKeyValue("offset", position.offset())
                    .addKeyValue("decided_to", nextOffset)
                    .log("records that were decided before are read again; skipping them");
        }
    }
}
