package io.txstream.processor;

import io.txstream.contract.Topics;
import io.txstream.processor.admission.AdmissionProcessor;
import io.txstream.processor.dedupe.DedupeProcessor;
import io.txstream.processor.delay.DelayProcessor;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.processor.progress.ReceivedTime;
import io.txstream.processor.progress.ReplayFilter;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The whole pipeline: every node, topic and store by its name. Stores are in brackets.
 *
 * <pre>
 * received ─► replay [progress] ─► admission [progress] ─► dedupe [seen] ─► delay [due, progress] ─► processed
 *                                      │  │                   │
 *                                      │  └───────────────────┴─► rejected
 *                                      └─► home: misplaced records, written to the received topic again, in their
 *                                          home partition
 * </pre>
 *
 * <p>The names of the application and of a store form the name of the store's changelog topic. Do not rename them: the
 * state would be lost.
 *
 * <p>The timestamp of a record is its append time before admission, then the time of the stores, after dedupe the
 * earlier of the two, and the due time at the output.
 *
 * <p>Records are read as bytes, so that none can fail in a deserializer. Admission parses them and rejects what is
 * invalid.
 */
final class TransactionTopology {

    static final String SEEN_STORE = "seen";
    static final String DUE_STORE = "due";
    static final String PROGRESS_STORE = "progress";

    private static final String RECEIVED = "received";
    private static final String REPLAY = "replay";
    private static final String ADMISSION = "admission";
    private static final String DEDUPE = "dedupe";
    private static final String DELAY = "delay";
    private static final String PROCESSED = "processed";
    private static final String REJECTED = "rejected";
    private static final String HOME = "home";

    private TransactionTopology() {}

    /** Returns all stores, and how long each keeps an entry; zero if it does not expire any. */
    static Map<String, Duration> retentions(Duration dedupeWindow) {
        return Map.of(
                SEEN_STORE,
                DedupeProcessor.retention(dedupeWindow),
                DUE_STORE,
                Duration.ZERO,
                PROGRESS_STORE,
                Duration.ZERO);
    }

    /**
     * Builds the topology without connecting to a broker.
     *
     * @param topics the verified topics
     * @param skipped offsets of the received topic that are rejected without being read
     * @param clock of this process; what is due also depends on the time of Kafka Streams
     */
    static Topology build(
            TopicLayout topics,
            SkippedOffsets skipped,
            ProcessorProperties settings,
            ProcessClock clock,
            StreamMetrics metrics) {
        int partitions = topics.partitions();
        var bytes = new ByteArrayDeserializer();
        var keys = new ByteArraySerializer();
        var values = RawValue.serializer();
        var home = new HomePartitioner(partitions);
        var times = new ReceivedTime();
        var progress = ProgressStore.builder(PROGRESS_STORE);
        var admissionOutputs = new AdmissionProcessor.Outputs(DEDUPE, REJECTED, HOME);
        var dedupeOutputs = new DedupeProcessor.Outputs(DELAY, REJECTED);
        // No reset of offsets: the check before the start sets them. Kafka would go back to the start of the log.
        return new Topology()
                .addSource(AutoOffsetReset.none(), RECEIVED, times, bytes, bytes, Topics.RECEIVED)
                .addProcessor(
                        REPLAY, ReplayFilter.supplier(progress, topics.id(Topics.RECEIVED), times, metrics), RECEIVED)
                .addProcessor(
                        ADMISSION,
                        () -> new AdmissionProcessor(
                                PROGRESS_STORE, partitions, skipped, admissionOutputs, clock, metrics),
                        REPLAY)
                .addProcessor(
                        DEDUPE,
                        DedupeProcessor.supplier(SEEN_STORE, settings.dedupeWindow(), dedupeOutputs, metrics),
                        ADMISSION)
                .addProcessor(
                        DELAY,
                        DelayProcessor.supplier(
                                DUE_STORE, progress, settings.delay(), settings.continueFrom(), clock, metrics),
                        DEDUPE)
                .addSink(PROCESSED, Topics.PROCESSED, keys, values, home, DELAY)
                .addSink(REJECTED, Topics.REJECTED, keys, values, home, ADMISSION, DEDUPE)
                .addSink(HOME, Topics.RECEIVED, keys, values, home, ADMISSION)
                .connectProcessorAndStateStores(ADMISSION, PROGRESS_STORE);
    }
}
