package io.txstream.processor.dedupe;

import io.txstream.contract.Fingerprint;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.processor.flow.Candidate;
import io.txstream.processor.flow.DeadLetter;
import io.txstream.processor.flow.FlowValue;
import io.txstream.processor.metrics.StreamMetrics;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;

/**
 * {@code FirstWins}, and the core of {@code ProcessedOnce}: passes on the first candidate (by offset) of each id within
 * the dedupe window. An identical duplicate is dropped and counted, a conflicting one is rejected.
 *
 * <p>Relies on two facts. All candidates of an id come from its home partition, so one task sees them in order. The
 * store, the output and the consumed offsets are committed in one exactly-once transaction.
 */
public final class DedupeProcessor extends ContextualProcessor<byte[], Candidate, byte[], FlowValue> {

    /** The names of the child nodes. */
    public record Outputs(String firsts, String rejected) {}

    private final String storeName;
    private final Duration window;
    private final Outputs outputs;
    private final StreamMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private SeenStore seen;

    private DedupeProcessor(String storeName, Duration window, Outputs outputs, StreamMetrics metrics) {
        this.storeName = storeName;
        this.window = window;
        this.outputs = outputs;
        this.metrics = metrics;
    }

    /**
     * Supplies the processor and its store, which no other node can access.
     *
     * @param window how long an id is remembered after its first record, in broker time; positive
     */
    public static ProcessorSupplier<byte[], Candidate, byte[], FlowValue> supplier(
            String storeName, Duration window, Outputs outputs, StreamMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], Candidate, byte[], FlowValue> get() {
                return new DedupeProcessor(storeName, window, outputs, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(SeenStore.builder(storeName, window));
            }
        };
    }

    /** Returns how long the store keeps entries: longer than the window, since its time can jump. */
    public static Duration retention(Duration window) {
        return SeenStore.retention(window);
    }

    @Override
    public void init(ProcessorContext<byte[], FlowValue> context) {
        super.init(context);
        WindowStore<Bytes, byte[]> store = context.getStateStore(storeName);
        seen = new SeenStore(store, window);
    }

    @Override
    public void process(Record<byte[], Candidate> record) {
        Candidate candidate = record.value();
        String id = candidate.transaction().id();
        byte[] fingerprint = Fingerprint.of(candidate.transaction());
        // The timestamp is the time of the stores. The append time can be earlier, or far ahead.
        long time = Math.min(candidate.createdAt().toEpochMilli(), record.timestamp());
        SeenEntry earlier = seen.find(id, time);
        if (earlier == null) {
            seen.remember(
                    id, record.timestamp(), new SeenEntry(candidate.received().offset(), fingerprint));
            context().forward(record.withValue(candidate.asFirst()).withTimestamp(time), outputs.firsts());
        } else if (earlier.hasFingerprint(fingerprint)) {
            metrics.duplicate();
        } else {
            reject(record.key(), candidate, earlier);
        }
    }

    private void reject(byte[] key, Candidate candidate, SeenEntry earlier) {
        metrics.rejected(RejectionReason.CONFLICTING_DUPLICATE);
        Rejection rejection = candidate.rejection(
                RejectionReason.CONFLICTING_DUPLICATE,
                "another transaction with this id was received first, at offset " + earlier.offset());
        context().forward(DeadLetter.of(key, candidate.value(), rejection), outputs.rejected());
    }
}
