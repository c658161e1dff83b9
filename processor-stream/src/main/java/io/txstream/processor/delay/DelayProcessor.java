package io.txstream.processor.delay;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.processor.flow.FirstTransaction;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.Pending;
import io.txstream.processor.progress.ProgressStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code NotBeforeDue}: holds each transaction until the {@link ReleaseClock} reaches its append time plus the delay,
 * then emits it, in due order.
 *
 * <p>The append time is the broker's; the release clock is that of this process, corrected where it steps. On separate
 * machines, NTP must keep the clocks together. If this process starts with a clock that is ahead, transactions are
 * early by the difference.
 */
public final class DelayProcessor extends ContextualProcessor<byte[], FirstTransaction, byte[], RawValue> {

    /** How often due transactions are emitted, and therefore the usual maximum lateness. */
    static final Duration TICK = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(DelayProcessor.class);

    private final String storeName;
    private final String progressName;
    private final Duration delay;
    private final PendingCheck pendingCheck;
    private final ProcessClock clock;
    private final StreamMetrics metrics;
    private final ReleaseClock releaseClock;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private KeyValueStore<Bytes, byte[]> store;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private ProgressStore progress;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private StaleEntries stale;

    /** Null until the stale entries are deleted. */
    private @Nullable DueQueue queue;

    /** Null until a head was recorded. */
    private @Nullable Pending recorded;

    /** The entry that was added last, or null if that is not known. It may be released. */
    private @Nullable Bytes newest;

    private DelayProcessor(
            String storeName,
            String progressName,
            Duration delay,
            PendingCheck pendingCheck,
            ProcessClock clock,
            StreamMetrics metrics) {
        this.storeName = storeName;
        this.progressName = progressName;
        this.delay = delay;
        this.pendingCheck = pendingCheck;
        this.clock = clock;
        this.metrics = metrics;
        this.releaseClock = new ReleaseClock(clock.wall());
    }

    /**
     * Supplies the processor and its stores. No other node can access the due store.
     *
     * @param progress built by {@link ProgressStore#builder}
     * @param delay from the append time to the due time, in whole milliseconds; 0 or more
     * @param continueFrom where the operator chose to continue, each as {@code <partition>:<offset>@<state>}
     */
    public static ProcessorSupplier<byte[], FirstTransaction, byte[], RawValue> supplier(
            String storeName,
            StoreBuilder<KeyValueStore<Bytes, byte[]>> progress,
            Duration delay,
            List<String> continueFrom,
            ProcessClock clock,
            StreamMetrics metrics) {
        var pendingCheck = new PendingCheck(continueFrom);
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], FirstTransaction, byte[], RawValue> get() {
                return new DelayProcessor(storeName, progress.name(), delay, pendingCheck, clock, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(
                        progress,
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(storeName), Serdes.Bytes(), Serdes.ByteArray())
                                .withCachingDisabled());
            }
        };
    }

    /** Called again, on this object, when Kafka Streams revives the task after an aborted transaction. */
    @Override
    public void init(ProcessorContext<byte[], RawValue> context) {
        super.init(context);
        queue = null;
        store = context.getStateStore(storeName);
        progress = new ProgressStore(context.getStateStore(progressName));
        recorded = progress.pending();
        pendingCheck.verify(context, store, progress);
        newest = recorded == null || recorded.newest() == null || store.get(recorded.newest()) == null
                ? null
                : recorded.newest();
        stale = StaleEntries.of(store, recorded);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::emitDue);
    }

    @Override
    public void process(Record<byte[], FirstTransaction> record) {
        FirstTransaction first = record.value();
        // The timestamp is the append time, limited by the time of the stores.
        releaseClock.read(record.timestamp(), context().currentSystemTimeMs());
        Instant dueAt = first.createdAt().plus(delay);
        var event = new ProcessedEvent(first.transaction(), first.createdAt(), dueAt, first.received());
        Bytes key = new DueKey(dueAt.toEpochMilli(), first.received().offset(), record.key()).toBytes();
        add(key, DueEvent.toBytes(ProcessedJson.write(event)));
    }

    private void add(Bytes key, byte[] event) {
        newest = key;
        if (queue == null && (recorded == null || stale.mayCover(key))) {
            open(Integer.MAX_VALUE);
        }
        if (queue != null) {
            queue.add(key, event);
            recordHead(queue.head());
        } else {
            store.put(key, event);
            recordFirst(key);
        }
    }

    private void emitDue(long streamsMillis) {
        if (queue == null) {
            open(ReleaseBudget.MAX_TRANSACTIONS);
        }
        if (queue != null) {
            release(queue, releaseClock.millis(streamsMillis));
            recordHead(queue.head());
            recordNewest();
        }
    }

    private void release(DueQueue open, long nowMillis) {
        boolean dueLeft = open.release(nowMillis, new ReleaseBudget(clock.nanoTime()), (key, event) -> {
            var value = new RawValue(DueEvent.processedValue(event));
            // The broker replaces the due time by the append time, which is the processing time.
            context().forward(new Record<>(key.id(), value, key.dueMillis()));
            metrics.processed(Duration.ofMillis(nowMillis - key.dueMillis()));
        });
        if (dueLeft) {
            context().commit();
        }
    }

    /**
     * Opens the queue once no stale entry is left. Not done by {@code init}: what a processor writes there belongs to
     * no commit.
     */
    private void open(int maxDeletions) {
        if (!stale.delete(maxDeletions)) {
            return;
        }
        if (stale.deleted() > 0) {
            LOG.atWarn()
                    .addKeyValue("task", context().taskId())
                    .addKeyValue("entries", stale.deleted())
                    .log("the due store held transactions that were processed before; deleted them");
        }
        queue = new DueQueue(store);
        metrics.watch(queue);
    }

    /**
     * Records the lowest key added while stale entries are left. Keeps the earlier decided offset: entries below the
     * key can be of a version without progress records, and the next start must not take them for stale.
     */
    private void recordFirst(Bytes head) {
        if (recorded != null && (recorded.head() == null || head.compareTo(recorded.head()) < 0)) {
            record(head, recorded.decidedOffset());
        }
    }

    /** Keeps the recorded head equal to the first entry at every commit, stale ones aside. */
    private void recordHead(@Nullable Bytes head) {
        if (recorded == null || !Objects.equals(head, recorded.head())) {
            record(head, nextOffset());
        }
    }

    /** Once a tick, not for each transaction: a cut of the changelog's tail by no more than that is not noticed. */
    private void recordNewest() {
        if (recorded != null && !Objects.equals(pendingNewest(recorded.head()), recorded.newest())) {
            record(recorded.head(), nextOffset());
        }
    }

    private void record(@Nullable Bytes head, long decidedOffset) {
        recorded = new Pending(head, pendingNewest(head), decidedOffset);
        progress.pending(recorded);
    }

    private @Nullable Bytes pendingNewest(@Nullable Bytes head) {
        return head == null || newest == null || newest.compareTo(head) < 0 ? null : newest;
    }

    private long nextOffset() {
        Decided decided = progress.decided();
        return decided == null ? 0 : decided.nextOffset();
    }

    @Override
    public void close() {
        // Null if init failed. A second failure here would hide the first.
        if (queue != null) {
            metrics.unwatch(queue);
        }
    }
}
