package io.txstream.processor.delay;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.processor.flow.FirstTransaction;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import java.time.Duration;
import java.time.Instant;
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

    private final String storeName;
    private final Duration delay;
    private final ProcessClock clock;
    private final StreamMetrics metrics;
    private final ReleaseClock releaseClock;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private DueQueue queue;

    private DelayProcessor(String storeName, Duration delay, ProcessClock clock, StreamMetrics metrics) {
        this.storeName = storeName;
        this.delay = delay;
        this.clock = clock;
        this.metrics = metrics;
        this.releaseClock = new ReleaseClock(clock.wall());
    }

    /**
     * Supplies the processor and its store, which no other node can access.
     *
     * @param delay from the append time to the due time, in whole milliseconds; 0 or more
     */
    public static ProcessorSupplier<byte[], FirstTransaction, byte[], RawValue> supplier(
            String storeName, Duration delay, ProcessClock clock, StreamMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], FirstTransaction, byte[], RawValue> get() {
                return new DelayProcessor(storeName, delay, clock, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(storeName), Serdes.Bytes(), Serdes.ByteArray())
                        .withCachingDisabled());
            }
        };
    }

    @Override
    public void init(ProcessorContext<byte[], RawValue> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
        queue = new DueQueue(store);
        metrics.watch(queue);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::emitDue);
    }

    @Override
    public void process(Record<byte[], FirstTransaction> record) {
        releaseClock.read(record.timestamp(), context().currentSystemTimeMs());
        FirstTransaction first = record.value();
        Instant dueAt = first.createdAt().plus(delay);
        var event = new ProcessedEvent(first.transaction(), first.createdAt(), dueAt, first.received());
        var key = new DueKey(dueAt.toEpochMilli(), first.received().offset(), record.key());
        queue.add(key.toBytes(), DueEvent.toBytes(ProcessedJson.write(event)));
    }

    private void emitDue(long streamsMillis) {
        long nowMillis = releaseClock.millis(streamsMillis);
        boolean dueLeft = queue.release(nowMillis, new ReleaseBudget(clock.nanoTime()), (key, event) -> {
            var value = new RawValue(DueEvent.processedValue(event));
            // The broker replaces the due time by the append time, which is the processing time.
            context().forward(new Record<>(key.id(), value, key.dueMillis()));
            metrics.processed(Duration.ofMillis(nowMillis - key.dueMillis()));
        });
        if (dueLeft) {
            context().commit();
        }
    }

    @Override
    public void close() {
        // Null if init failed. A second failure here would hide the first.
        if (queue != null) {
            metrics.unwatch(queue);
        }
    }
}
