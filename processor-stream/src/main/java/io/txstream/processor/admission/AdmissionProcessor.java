package io.txstream.processor.admission;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.processor.metrics.StreamMetrics;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * {@code NothingLost}: every received record leaves by exactly one of three ways, as a {@link Candidate}, as a rejection
 * with its reason, or unchanged to its home partition. No bytes can make it throw, so none can stop a partition.
 */
public final class AdmissionProcessor extends ContextualProcessor<byte[], byte[], byte[], Object> {

    /** The names of the nodes that records are handed to. */
    public record Ways(String candidates, String rejected, String home) {}

    private final int partitions;
    private final Ways ways;
    private final StreamMetrics metrics;

    /**
     * Every task has one.
     *
     * @param partitions how many the received topic has, 1 or more
     */
    public AdmissionProcessor(int partitions, Ways ways, StreamMetrics metrics) {
        this.partitions = partitions;
        this.ways = ways;
        this.metrics = metrics;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Position position = context()
                .recordMetadata()
                .map(metadata -> new Position(metadata.partition(), metadata.offset()))
                .orElseThrow();
        ReceivedRecord reading =
                ReceivedRecord.of(record.key(), record.value(), record.headers(), position.partition(), partitions);
        if (reading instanceof ReceivedRecord.Misplaced) {
            metrics.stray();
            context().forward(record, ways.home());
            return;
        }
        metrics.received();
        Instant createdAt = Instant.ofEpochMilli(record.timestamp());
        if (reading instanceof ReceivedRecord.Valid accepted) {
            var candidate = new Candidate(accepted.transaction(), record.value(), position, createdAt);
            context().forward(record.withValue(candidate), ways.candidates());
        } else if (reading instanceof ReceivedRecord.Rejected refused) {
            metrics.rejected(refused.reason());
            var rejection =
                    new Rejection(refused.reason(), refused.detail(), refused.transactionId(), position, createdAt);
            context().forward(DeadLetter.of(record.key(), record.value(), rejection), ways.rejected());
        }
    }
}
