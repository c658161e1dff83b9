package io.txstream.processor.dedupe;

import io.txstream.contract.Fingerprint;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.processor.admission.Candidate;
import io.txstream.processor.admission.DeadLetter;
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
 * {@code FirstWins} and the heart of {@code ProcessedOnce}: of all candidates of an id within the window, the first by
 * offset passes. An identical twin is dropped and counted, a differing one rejected. Rests on the home partition, by
 * which all twins come through one task, in order, and on the exactly-once transaction that the store shares with the
 * output.
 */
public final class DedupeProcessor extends ContextualProcessor<byte[], Object, byte[], Object> {

    /** The names of the nodes that records are handed to. */
    public record Ways(String first, String rejected) {}

    private final String storeName;
    private final Duration window;
    private final Ways ways;
    private final StreamMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private SeenStore seen;

    private DedupeProcessor(String storeName, Duration window, Ways ways, StreamMetrics metrics) {
        this.storeName = storeName;
        this.window = window;
        this.ways = ways;
        this.metrics = metrics;
    }

    /**
     * Supplies the processor and the store that no other can reach.
     *
     * @param window for how long an id is remembered after its first record, by broker time; positive
     */
    public static ProcessorSupplier<byte[], Object, byte[], Object> supplier(
            String storeName, Duration window, Ways ways, StreamMetrics metrics) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<byte[], Object, byte[], Object> get() {
                return new DedupeProcessor(storeName, window, ways, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(SeenStore.builder(storeName, window));
            }
        };
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        super.init(context);
        WindowStore<Bytes, byte[]> store = context.getStateStore(storeName);
        seen = new SeenStore(store, window);
    }

    @Override
    public void process(Record<byte[], Object> record) {
        var candidate = (Candidate) record.value();
        String id = candidate.transaction().id();
        byte[] fingerprint = Fingerprint.of(candidate.transaction());
        SeenEntry first = seen.find(id, record.timestamp());
        if (first == null) {
            // A window store drops what is older than its window by the highest time that it has seen, so that a broker
            // whose clock once jumped ahead would switch dedupe off: what is remembered is never put before that time.
            seen.remember(
                    id,
                    Math.max(record.timestamp(), context().currentStreamTimeMs()),
                    new SeenEntry(candidate.received().offset(), fingerprint));
            context().forward(record, ways.first());
        } else if (first.isOf(fingerprint)) {
            metrics.duplicate();
        } else {
            reject(record.key(), candidate, first);
        }
    }

    private void reject(byte[] key, Candidate candidate, SeenEntry first) {
        metrics.rejected(RejectionReason.CONFLICTING_DUPLICATE);
        Rejection rejection = candidate.rejected(
                RejectionReason.CONFLICTING_DUPLICATE,
                "another transaction came first under this id, at offset " + first.offset());
        context().forward(DeadLetter.of(key, candidate.value(), rejection), ways.rejected());
    }
}
