package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.TransactionJson;
import io.txstream.contract.TransactionKey;
import io.txstream.local.faults.TableRow.Times;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes the rows that the table must hold after the projection of a log. It follows the contract topic by topic, and
 * shares no code with the projection.
 */
final class LogFold {

    private LogFold() {}

    /** Returns the expected rows by transaction id. */
    static Map<String, TableRow> of(Log log) {
        Map<String, TableRow> rows = new HashMap<>();
        // From the lowest status to the highest: a higher status replaces a lower one.
        rows.putAll(rejected(log));
        rows.putAll(processing(log));
        rows.putAll(processed(log));
        return rows;
    }

    private static Map<String, TableRow> processed(Log log) {
        Map<String, TableRow> rows = new HashMap<>();
        log.processed().forEach(record -> {
            ProcessedEvent event = record.event();
            var times = new Times(event.createdAt(), record.processedAt());
            put(
                    rows,
                    new TableRow(
                            event.transaction().id(), "PROCESSED", event.transaction(), times, event.received(), null));
        });
        return rows;
    }

    private static Map<String, TableRow> processing(Log log) {
        Map<String, TableRow> rows = new HashMap<>();
        log.firsts().forEach((id, first) -> {
            if (first.kind() instanceof ReceivedRecord.Valid valid) {
                var times = new Times(first.appendedAt(), null);
                rows.put(id, new TableRow(id, "PROCESSING", valid.transaction(), times, first.position(), null));
            }
        });
        return rows;
    }

    private static Map<String, TableRow> rejected(Log log) {
        Map<String, TableRow> rows = new HashMap<>();
        log.rejected().stream()
                .filter(record -> record.rejection().reason() != RejectionReason.CONFLICTING_DUPLICATE)
                .forEach(record -> {
                    putRejected(rows, TransactionKey.read(record.message().key()), record);
                    putRejected(rows, bodyId(record.message().value()), record);
                });
        return rows;
    }

    private static void putRejected(Map<String, TableRow> rows, @Nullable String id, Log.Rejected record) {
        if (id != null) {
            var times = new Times(record.rejection().timestamp(), null);
            String reason = record.rejection().reason().name();
            put(
                    rows,
                    new TableRow(id, "REJECTED", null, times, record.rejection().origin(), reason));
        }
    }

    private static @Nullable String bodyId(byte @Nullable [] value) {
        return value == null ? null : TransactionJson.parse(value).id();
    }

    /** Adds a row; of two rows for one id, the one with the lower position stays. */
    private static void put(Map<String, TableRow> rows, TableRow row) {
        rows.merge(row.id(), row, (one, other) -> isBefore(other.received(), one.received()) ? other : one);
    }

    private static boolean isBefore(Position one, Position other) {
        return one.partition() < other.partition()
                || (one.partition() == other.partition() && one.offset() < other.offset());
    }
}
