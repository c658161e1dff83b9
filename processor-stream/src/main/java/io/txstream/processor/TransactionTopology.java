package io.txstream.processor;

import io.txstream.contract.Topics;
import io.txstream.processor.admission.AdmissionProcessor;
import io.txstream.processor.dedupe.DedupeProcessor;
import io.txstream.processor.delay.DelayProcessor;
import io.txstream.processor.metrics.StreamMetrics;
import java.time.Duration;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;

/**
 * The whole pipeline, every node, topic and store by name. The names of stores and of the application make the names of
 * changelog topics: to change one is to lose the state behind it.
 *
 * <pre>
 * received ─► admission ─► dedupe [seen] ─► delay [due] ─► processed
 *                 │  │         │
 *                 │  └─────────┴─► rejected
 *                 └─► home (received again, in the right partition)
 * </pre>
 *
 * Bytes go in and out, so that nothing can fail in a deserializer, outside of the code that has an answer to it.
 */
final class TransactionTopology {

    static final String SEEN_STORE = "seen";
    static final String DUE_STORE = "due";

    private static final String RECEIVED = "received";
    private static final String ADMISSION = "admission";
    private static final String DEDUPE = "dedupe";
    private static final String DELAY = "delay";
    private static final String PROCESSED = "processed";
    private static final String REJECTED = "rejected";
    private static final String HOME = "home";

    private TransactionTopology() {}

    /**
     * Builds it; no broker is asked.
     *
     * @param partitions how many each of the topics has, 1 or more
     * @param delay between append time and due time, 0 or more
     * @param dedupeWindow for how long an id is remembered, positive
     */
    static Topology build(int partitions, Duration delay, Duration dedupeWindow, StreamMetrics metrics) {
        var admissionWays = new AdmissionProcessor.Ways(DEDUPE, REJECTED, HOME);
        var dedupeWays = new DedupeProcessor.Ways(DELAY, REJECTED);
        var bytes = new ByteArraySerializer();
        var home = new HomePartitioner();
        return new Topology()
                .addSource(RECEIVED, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.RECEIVED)
                .addProcessor(ADMISSION, () -> new AdmissionProcessor(partitions, admissionWays, metrics), RECEIVED)
                .addProcessor(
                        DEDUPE, DedupeProcessor.supplier(SEEN_STORE, dedupeWindow, dedupeWays, metrics), ADMISSION)
                .addProcessor(DELAY, DelayProcessor.supplier(DUE_STORE, delay, metrics), DEDUPE)
                .addSink(PROCESSED, Topics.PROCESSED, bytes, bytes, home, DELAY)
                .addSink(REJECTED, Topics.REJECTED, bytes, bytes, home, ADMISSION, DEDUPE)
                .addSink(HOME, Topics.RECEIVED, bytes, bytes, home, ADMISSION);
    }
}
