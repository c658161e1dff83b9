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

/**
 * Builds the evidence of an invented run step by step, to test the guarantees with it. Times are milliseconds after the
 * start of the run.
 */
final class HistoryBuilder {

    static final Duration DELAY = Duration.ofSeconds(3);

    /** Longer than every invented run that does not ask for another one. */
    private static final Duration WINDOW = Duration.ofDays(7);

    private static final Instant START = Instant.parse("2025-10-29T10:30:00Z");
    private static final int PARTITIONS = Topics.DEFAULT_PARTITIONS;

    private final List<SendAttempt> attempts = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Log.Received> received = new ArrayList<>();
    private final List<Log.Processed> processed = new ArrayList<>();
    private final List<Log.Rejected> rejected = new ArrayList<>();
    private Duration window = WINDOW;
    private UnaryOperator<List<TableRow>> rowChange = UnaryOperator.identity();

    static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    static Message transaction(String id, String amount) {
        return Message.of(id, Message.body(id, amount, "EUR"));
    }

    static int home(Message message) {
        return TransactionKey.homePartition(requireNonNull(message.key()), PARTITIONS);
    }

    /** Appends a record to its home partition, one second after the previous record of the history. */
    Log.Received append(Message message) {
        return append(message, home(message));
    }

    Log.Received append(Message message, int partition) {
        return append(message, partition, new RecordHeaders());
    }

    /** Appends a record with the header of one that was forwarded before. */
    Log.Received appendForwarded(Message message, int partition) {
        var headers = new RecordHeaders();
        headers.add(ReceivedRecord.FORWARDED_FROM_HEADER, "0:0".getBytes(UTF_8));
        return append(message, partition, headers);
    }

    private Log.Received append(Message message, int partition, RecordHeaders headers) {
        var position = new Position(partition, received.size());
        ReceivedRecord kind = ReceivedRecord.of(message.key(), message.value(), headers, partition, PARTITIONS);
        var record = new Log.Received(position, at(1_000L * received.size()), message, kind);
        received.add(record);
        return record;
    }

    /** Appends a record, and processes it as soon as it is due. */
    Log.Received appendAndProcess(Message message) {
        Log.Received record = append(message);
        process(record, record.appendedAt().plus(DELAY));
        return record;
    }

    HistoryBuilder process(Log.Received record, Instant processedAt) {
        Instant createdAt = record.appendedAt();
        var transaction = ((ReceivedRecord.Valid) record.kind()).transaction();
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

    void duplicateDeliveries() {
        deliveries.addAll(List.copyOf(deliveries));
    }

    void clearDeliveries() {
        deliveries.clear();
    }

    HistoryBuilder reject(Log.Received record, RejectionReason reason) {
        var rejection = new Rejection(reason, "", null, record.position(), record.appendedAt());
        var position = new Position(record.position().partition(), rejected.size());
        rejected.add(new Log.Rejected(position, record.message(), rejection));
        return this;
    }

    HistoryBuilder send(Message message, SendResult result) {
        attempts.add(new SendAttempt("client", 1, message, at(0), result));
        return this;
    }

    HistoryBuilder lookUp(String id, Lookup.Status status, long sentAt, long answeredAt) {
        lookups.add(new Lookup("instance", id, status, "", at(sentAt), at(answeredAt)));
        return this;
    }

    HistoryBuilder withWindow(Duration other) {
        window = other;
        return this;
    }

    /** Applies a change to the table rows, which are correct otherwise. */
    HistoryBuilder changeRows(UnaryOperator<List<TableRow>> change) {
        rowChange = change;
        return this;
    }

    List<Violation> violationsOf(Guarantee guarantee) {
        return guarantee.violations(evidence());
    }

    Evidence evidence() {
        return evidenceTakenAt(Instant.MAX);
    }

    Evidence evidenceTakenAt(Instant time) {
        var log = new Log(received, processed, rejected);
        List<TableRow> rows = rowChange.apply(new ArrayList<>(LogFold.of(log).values()));
        return new Evidence(new Evidence.Timing(DELAY, window, time), attempts, lookups, deliveries, log, rows);
    }

    static Message malformed(String id) {
        return new Message(id.getBytes(UTF_8), "{".getBytes(UTF_8));
    }
}
