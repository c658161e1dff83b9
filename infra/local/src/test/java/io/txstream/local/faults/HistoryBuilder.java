package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Tells a history line by line, to see what the judges say of it. Times are milliseconds. */
final class HistoryBuilder {
    static final Duration DELAY = Duration.ofSeconds(3);

    private static final Instant START = Instant.parse("2025-10-29T10:30:00Z");
    private static final int PARTITIONS = Topics.DEFAULT_PARTITIONS;

    private final List<Write> writes = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Log.Received> received = new ArrayList<>();
    private final List<Log.Processed> processed = new ArrayList<>();
    private final List<Log.Rejected> rejected = new ArrayList<>();
    private UnaryOperator<List<TableRow>> tampering = UnaryOperator.identity();

    static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    static Message transaction(String id, String amount) {
        return Message.of(id, """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":%s,"currency":"EUR"}""".formatted(id, amount));
    }

    static int home(Message message) {
        return TransactionKey.homePartition(requireNonNull(message.key()), PARTITIONS);
    }

    /** A record at home, appended at its offset's second. */
    Log.Received append(Message message) {
        return append(message, home(message));
    }

    Log.Received append(Message message, int partition) {
        Position position = new Position(partition, received.size());
        ReceivedRecord reading =
                ReceivedRecord.of(message.key(), message.value(), new RecordHeaders(), partition, PARTITIONS);
        Log.Received record = new Log.Received(position, at(1_000L * received.size()), message, reading);
        received.add(record);
        return record;
    }

    /** Appended and processed as it should be. */
    Log.Received pass(Message message) {
        Log.Received record = append(message);
        process(record, record.appendedAt().plus(DELAY));
        return record;
    }

    HistoryBuilder process(Log.Received record, Instant processedAt) {
        Instant createdAt = record.appendedAt();
        var transaction = ((ReceivedRecord.Valid) record.reading()).transaction();
        var event = new ProcessedEvent(transaction, createdAt, createdAt.plus(DELAY), record.position());
        var message = new Message(record.message().key(), ProcessedJson.write(event));
        var position = new Position(record.position().partition(), processed.size());
        processed.add(new Log.Processed(position, processedAt, message, event));
        return deliver(new Delivery(position, event.received(), event.dueAt(), processedAt));
    }

    HistoryBuilder deliver(Delivery delivery) {
        deliveries.add(delivery);
        return this;
    }

    void deliverAgain() {
        deliveries.addAll(List.copyOf(deliveries));
    }

    void forgetDeliveries() {
        deliveries.clear();
    }

    HistoryBuilder reject(Log.Received record, RejectionReason reason) {
        var rejection = new Rejection(reason, "", null, record.position(), record.appendedAt());
        var position = new Position(record.position().partition(), rejected.size());
        rejected.add(new Log.Rejected(position, record.message(), rejection));
        return this;
    }

    HistoryBuilder write(Message message, Answer answer) {
        writes.add(new Write("client", 1, message, at(0), answer));
        return this;
    }

    HistoryBuilder look(String id, Lookup.Seen seen, long sentAt, long answeredAt) {
        lookups.add(new Lookup("instance", id, seen, at(sentAt), at(answeredAt)));
        return this;
    }

    /** Changes the rows, which are else those that they should be. */
    HistoryBuilder tamper(UnaryOperator<List<TableRow>> change) {
        tampering = change;
        return this;
    }

    List<Violation> judgedBy(Guarantee guarantee) {
        return guarantee.violations(evidence());
    }

    Evidence evidence() {
        Log log = new Log(received, processed, rejected);
        List<TableRow> rows = tampering.apply(new ArrayList<>(LogFold.of(log).values()));
        return new Evidence(DELAY, writes, lookups, deliveries, log, rows);
    }

    static Message garbage(String id) {
        return new Message(id.getBytes(UTF_8), "{".getBytes(UTF_8));
    }
}
