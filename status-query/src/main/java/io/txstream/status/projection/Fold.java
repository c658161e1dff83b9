package io.txstream.status.projection;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.contract.UtcTimestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code Rebuildable}: folds one batch of records of the three topics into rows, at most one for each id. The rows
 * depend only on the records. A record that belongs to no transaction adds no row, and no record makes {@link #add}
 * throw.
 */
final class Fold {

    private final int partitions;
    private final SortedMap<String, Row> rows = new TreeMap<>();
    private @Nullable ProcessedEvent lastProcessed;

    /**
     * Creates an empty fold.
     *
     * @param partitions number of partitions of each topic
     */
    Fold(int partitions) {
        this.partitions = partitions;
    }

    /** Returns the rows in the order of their ids. Writers that lock rows in the same order cannot deadlock. */
    Collection<Row> rows() {
        return rows.values();
    }

    /** Returns the last processed event that was added; null if there was none. */
    @Nullable
    ProcessedEvent lastProcessed() {
        return lastProcessed;
    }

    /**
     * Adds a record.
     *
     * @throws IllegalArgumentException if its topic is not one of the three
     */
    void add(ConsumerRecord<byte[], byte[]> record) {
        switch (record.topic()) {
            case Topics.RECEIVED -> received(record);
            case Topics.PROCESSED -> processed(record);
            case Topics.REJECTED -> rejected(record);
            default -> throw new IllegalArgumentException("not a topic of the contract: " + record.topic());
        }
    }

    /** A placeholder of a skipped record has no key and no value, and so adds no row. */
    private void received(ConsumerRecord<byte[], byte[]> record) {
        ReceivedRecord received =
                ReceivedRecord.of(record.key(), record.value(), record.headers(), record.partition(), partitions);
        if (received instanceof ReceivedRecord.Valid valid) {
            put(new Row(
                    valid.transaction().id(),
                    new Position(record.partition(), record.offset()),
                    new TransactionState.Processing(valid.transaction(), appendTime(record))));
        }
    }

    private void processed(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event = record.value() == null ? null : ProcessedJson.read(record.value());
        if (event != null) {
            lastProcessed = event;
            put(new Row(
                    event.transaction().id(),
                    event.received(),
                    new TransactionState.Processed(event.transaction(), event.createdAt(), appendTime(record))));
        }
    }

    private void rejected(ConsumerRecord<byte[], byte[]> record) {
        Rejection rejection = Rejection.readFrom(record.headers());
        // A conflicting duplicate says nothing about the transaction. A row for it would show REJECTED until the first
        // record of the id is folded, which may be in a later batch.
        if (rejection == null || rejection.reason() == RejectionReason.CONFLICTING_DUPLICATE) {
            return;
        }
        var state = new TransactionState.Rejected(rejection.reason(), rejection.timestamp());
        // The key and the value can name different ids (KEY_MISMATCH). Both can be looked up.
        putRejected(TransactionKey.read(record.key()), rejection, state);
        putRejected(rejection.transactionId(), rejection, state);
    }

    private void putRejected(@Nullable String id, Rejection rejection, TransactionState state) {
        if (id != null) {
            put(new Row(id, rejection.origin(), state));
        }
    }

    private void put(Row row) {
        rows.merge(row.id(), row, Row::winner);
    }

    private static Instant appendTime(ConsumerRecord<byte[], byte[]> record) {
        return UtcTimestamp.ofRecord(record.timestamp());
    }
}
