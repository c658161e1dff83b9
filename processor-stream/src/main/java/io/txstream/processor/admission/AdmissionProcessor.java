package io.txstream.processor.admission;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.processor.flow.Candidate;
import io.txstream.processor.flow.DeadLetter;
import io.txstream.processor.flow.FlowValue;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.flow.RawValue;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.SkippedOffsets;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * {@code NothingLost}: forwards every received record to exactly one output. A valid transaction becomes a
 * {@link Candidate}, an invalid record a dead letter, and a misplaced record goes unchanged to its home partition. No
 * bytes can make it throw. A record that does not fit in memory never gets here: see {@link SkippedOffsets}.
 */
public final class AdmissionProcessor extends ContextualProcessor<byte[], byte[], byte[], FlowValue> {

    /** The names of the child nodes. */
    public record Outputs(String candidates, String rejected, String home) {}

    private final int partitions;
    private final SkippedOffsets skipped;
    private final Outputs outputs;
    private final ProcessClock clock;
    private final StreamMetrics metrics;
    private final String progressName;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before process.
    private StoreTime time;

    /**
     * Creates the processor of one task.
     *
     * @param progressName the store with the progress
     * @param partitions the partition count of the received topic, 1 or more
     * @param skipped the offsets at which the consumer returns placeholders instead of the records
     */
    public AdmissionProcessor(
            String progressName,
            int partitions,
            SkippedOffsets skipped,
            Outputs outputs,
            ProcessClock clock,
            StreamMetrics metrics) {
        this.progressName = progressName;
        this.partitions = partitions;
        this.skipped = skipped;
        this.outputs = outputs;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Called again, on this object, when Kafka Streams revives the task after an aborted transaction. */
    @Override
    public void init(ProcessorContext<byte[], FlowValue> context) {
        super.init(context);
        var progress = new ProgressStore(context.getStateStore(progressName));
        time = new StoreTime(progress, clock, metrics, context.currentSystemTimeMs());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Position position = context()
                .recordMetadata()
                .map(metadata -> new Position(metadata.partition(), metadata.offset()))
                .orElseThrow();
        ReceivedRecord received = classify(record, position);
        if (received instanceof ReceivedRecord.Misplaced) {
            metrics.misplaced();
            context().forward(forwarded(record, position), outputs.home());
        } else if (received instanceof ReceivedRecord.Valid valid) {
            metrics.received();
            admit(record, position, valid);
        } else if (received instanceof ReceivedRecord.Rejected rejected) {
            metrics.received();
            reject(record, position, rejected);
        } else {
            throw new IllegalStateException("not a kind of received record: " + received);
        }
    }

    private ReceivedRecord classify(Record<byte[], byte[]> record, Position position) {
        return skipped.contains(position.partition(), position.offset())
                ? new ReceivedRecord.Rejected(
                        RejectionReason.UNREADABLE, "an operator declared the record at this offset unreadable", null)
                : ReceivedRecord.of(record.key(), record.value(), record.headers(), position.partition(), partitions);
    }

    /** Returns the record unchanged but for the header that makes a second forwarding impossible. */
    private static Record<byte[], FlowValue> forwarded(Record<byte[], byte[]> record, Position position) {
        var headers = new RecordHeaders(record.headers());
        String origin = position.partition() + ":" + position.offset();
        headers.add(ReceivedRecord.FORWARDED_FROM_HEADER, origin.getBytes(UTF_8));
        return record.<FlowValue>withValue(new RawValue(record.value())).withHeaders(headers);
    }

    /**
     * Forwards the candidate with the time of the stores, which the records of their changelogs take over. The
     * candidate itself keeps the append time: the processed event depends on the log alone.
     */
    private void admit(Record<byte[], byte[]> record, Position position, ReceivedRecord.Valid valid) {
        var candidate = new Candidate(valid.transaction(), record.value(), position, createdAt(record));
        long timestamp = time.after(record.timestamp(), context().currentSystemTimeMs(), position);
        context().forward(record.withValue(candidate).withTimestamp(timestamp), outputs.candidates());
    }

    private void reject(Record<byte[], byte[]> record, Position position, ReceivedRecord.Rejected rejected) {
        metrics.rejected(rejected.reason());
        var rejection = new Rejection(
                rejected.reason(), rejected.detail(), rejected.transactionId(), position, createdAt(record));
        context().forward(DeadLetter.of(record.key(), record.value(), rejection), outputs.rejected());
    }

    private static Instant createdAt(Record<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
