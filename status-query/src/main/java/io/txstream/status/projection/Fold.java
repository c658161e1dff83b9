package io.txstream.status.projection;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code Rebuildable}: turns records of the three topics into rows, at most one an id, by nothing but what the records
 * hold. A record that says nothing of any transaction makes no row; none can make it throw.
 */
final class Fold {

    private final int partitions;
    private final SortedMap<String, Row> rows = new TreeMap<>();

    /**
     * For one batch.
     *
     * @param partitions how many each of the topics has
     */
    Fold(int partitions) {
        this.partitions = partitions;
    }

    /** The rows, by id: whoever writes them in this order cannot deadlock with another who does. */
    Collection<Row> rows() {
        return rows.values();
    }

    void add(ConsumerRecord<byte[], byte[]> record) {
        switch (record.topic()) {
            case Topics.RECEIVED -> received(record);
            case Topics.PROCESSED -> processed(record);
            case Topics.REJECTED -> rejected(record);
            default -> throw new IllegalArgumentException("not a topic of ours: " + record.topic());
        }
    }

    private void received(ConsumerRecord<byte[], byte[]> record) {
        ReceivedRecord reading =
                ReceivedRecord.of(record.key(), record.value(), record.headers(), record.partition(), partitions);
        if (reading instanceof ReceivedRecord.Valid accepted) {
            put(new Row(
                    accepted.transaction().id(),
                    new Position(record.partition(), record.offset()),
                    new Standing.Processing(accepted.transaction(), appendTime(record))));
        }
    }

    private void processed(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event = record.value() == null ? null : ProcessedJson.read(record.value());
        if (event != null) {
            put(new Row(
                    event.transaction().id(),
                    event.received(),
                    new Standing.Processed(event.transaction(), event.createdAt(), appendTime(record))));
        }
    }

    private void rejected(ConsumerRecord<byte[], byte[]> record) {
        Rejection rejection = Rejection.readFrom(record.headers());
        // A conflict is by its nature not all there is of its id, and the record that came first may not be folded yet.
        if (rejection == null || rejection.reason() == RejectionReason.CONFLICTING_DUPLICATE) {
            return;
        }
        var standing = new Standing.Rejected(rejection.reason(), rejection.timestamp());
        putRejected(TransactionKey.read(record.key()), rejection, standing);
        putRejected(rejection.transactionId(), rejection, standing);
    }

    private void putRejected(@Nullable String id, Rejection rejection, Standing standing) {
        if (id != null) {
            put(new Row(id, rejection.origin(), standing));
        }
    }

    private void put(Row row) {
        rows.merge(row.id(), row, Row::winner);
    }

    private static Instant appendTime(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
