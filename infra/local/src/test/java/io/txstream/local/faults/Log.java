package io.txstream.local.faults;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Rejection;
import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The contents of the three topics as a {@code read_committed} consumer reads them; partitions are in offset order. */
record Log(List<Received> received, List<Processed> processed, List<Rejected> rejected) {

    /** A record of the received topic, and its kind by the contract: valid, misplaced or rejected. */
    record Received(Position position, Instant appendedAt, Message message, ReceivedRecord kind) {

        boolean isMisplaced() {
            return kind instanceof ReceivedRecord.Misplaced;
        }
    }

    /** A record of the processed topic. */
    record Processed(Position position, Instant processedAt, Message message, ProcessedEvent event) {}

    /** A record of the rejected topic. */
    record Rejected(Position position, Message message, Rejection rejection) {}

    Log {
        received = List.copyOf(received);
        processed = List.copyOf(processed);
        rejected = List.copyOf(rejected);
    }

    static Log read(TopicReader topics, int partitions) {
        return new Log(
                topics.readAll(Topics.RECEIVED).stream()
                        .map(record -> received(record, partitions))
                        .toList(),
                topics.readAll(Topics.PROCESSED).stream().map(Log::processed).toList(),
                topics.readAll(Topics.REJECTED).stream().map(Log::rejected).toList());
    }

    /** Returns the first valid record of each id in its home partition, which by the contract is the transaction. */
    Map<String, Received> firsts() {
        Map<String, Received> firsts = new HashMap<>();
        for (Received record : received) {
            if (record.kind() instanceof ReceivedRecord.Valid valid) {
                firsts.merge(valid.transaction().id(), record, Log::earlier);
            }
        }
        return firsts;
    }

    private static Received earlier(Received one, Received other) {
        return other.position().offset() < one.position().offset() ? other : one;
    }

    private static Received received(ConsumerRecord<byte[], byte[]> record, int partitions) {
        ReceivedRecord kind =
                ReceivedRecord.of(record.key(), record.value(), record.headers(), record.partition(), partitions);
        return new Received(position(record), time(record), message(record), kind);
    }

    private static Processed processed(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event =
                requireNonNull(ProcessedJson.read(record.value()), () -> "not a processed event: " + record);
        return new Processed(position(record), time(record), message(record), event);
    }

    private static Rejected rejected(ConsumerRecord<byte[], byte[]> record) {
        Rejection rejection = requireNonNull(Rejection.readFrom(record.headers()), () -> "not a rejection: " + record);
        return new Rejected(position(record), message(record), rejection);
    }

    private static Message message(ConsumerRecord<byte[], byte[]> record) {
        return new Message(record.key(), record.value());
    }

    private static Position position(ConsumerRecord<byte[], byte[]> record) {
        return new Position(record.partition(), record.offset());
    }

    private static Instant time(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(record.timestamp());
    }
}
