package io.txstream.processor.delay;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.processor.admission.Candidate;
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
 * {@code NotBeforeDue}: holds a transaction until the wall clock has reached its append time plus the delay, then emits
 * it, in due order. The clock is that of Kafka Streams; the append time is the broker's. Where they are different
 * machines, both keep time by NTP, and the difference is lateness or, at worst, that much of it missing.
 */
public final class DelayProcessor extends ContextualProcessor<byte[], Object, byte[], byte[]> {

    /** How often it looks for what is due: the resolution of lateness. */
    static final Duration TICK = Duration.ofMillis(100);

    /**
     * What one look takes out at the most. After a long halt millions can be due at once; taken in one go they would
     * outlast the timeout of the transaction that they are sent in, which then starts over, for ever.
     */
    static final int MAX_PER_TICK = 10_000;

    private final String storeName;
    private final Duration delay;
    private final StreamMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private DueQueue queue;

    private DelayProcessor(String storeName, Duration delay, StreamMetrics metrics) {
        this.storeName = storeName;
        this.delay = delay;
        this.metrics = metrics;
    }

    /**
     * Supplies the processor and the store that no other can reach.
     *
     * @param delay between the append time and the due time; 0 or more, milliseconds count
     */
    public static ProcessorSupplier<byte[], Object, byte[], byte[]> supplier(
            String storeName, Duration delay, StreamMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], Object, byte[], byte[]> get() {
                return new DelayProcessor(storeName, delay, metrics);
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
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
        queue = new DueQueue(store);
        metrics.watch(queue);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        var candidate = (Candidate) record.value();
        Instant dueAt = candidate.createdAt().plus(delay);
        var event = new ProcessedEvent(candidate.transaction(), candidate.createdAt(), dueAt, candidate.received());
        var key = new DueKey(dueAt.toEpochMilli(), candidate.received().offset(), record.key());
        queue.add(key.toBytes(), DueEvent.toBytes(ProcessedJson.write(event)));
    }

    private void tick(long nowMillis) {
        queue.release(nowMillis, MAX_PER_TICK, (key, event) -> {
            context().forward(new Record<>(key.id(), DueEvent.processedValue(event), key.dueMillis()));
            metrics.processed(Duration.ofMillis(nowMillis - key.dueMillis()));
        });
    }

    @Override
    public void close() {
        metrics.unwatch(queue);
    }
}
