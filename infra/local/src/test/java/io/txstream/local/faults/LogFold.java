package io.txstream.local.faults;

import io.txstream.contract.Parsed;
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

/** The table as the topics say it should be; written from the contract, topic by topic, and not as the projection does it. */
final class LogFold {
    private final Map<String, TableRow> rows = new HashMap<>();

    private LogFold() {}

    static Map<String, TableRow> of(Log log) {
        LogFold fold = new LogFold();
        // From the lowest status to the highest: each topic replaces what an earlier one said.
        fold.add(rejected(log));
        fold.add(processing(log));
        fold.add(processed(log));
        return fold.rows;
    }

    private void add(Map<String, TableRow> higher) {
        rows.putAll(higher);
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
            if (first.reading() instanceof ReceivedRecord.Valid accepted) {
                var times = new Times(first.appendedAt(), null);
                put(rows, new TableRow(id, "PROCESSING", accepted.transaction(), times, first.position(), null));
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
        Parsed parsed = value == null ? null : TransactionJson.parse(value);
        if (parsed instanceof Parsed.Valid valid) {
            return valid.transaction().id();
        }
        return parsed instanceof Parsed.Invalid invalid ? invalid.id() : null;
    }

    private static void put(Map<String, TableRow> rows, TableRow row) {
        rows.merge(row.id(), row, (one, other) -> isBefore(other.received(), one.received()) ? other : one);
    }

    private static boolean isBefore(Position one, Position other) {
        return one.partition() < other.partition()
                || (one.partition() == other.partition() && one.offset() < other.offset());
    }
}
