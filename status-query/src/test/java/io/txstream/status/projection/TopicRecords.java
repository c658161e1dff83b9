package io.txstream.status.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import io.txstream.contract.TransactionKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Builds records of the three topics, all in partition 0. Each record's append time follows from its offset. */
final class TopicRecords {

    private static final Instant START = Instant.parse("2025-10-29T10:30:00Z");

    private TopicRecords() {}

    static Instant createdAt(long offset) {
        return START.plusSeconds(offset);
    }

    static Instant processedAt(long offset) {
        return START.plusSeconds(1_000 + offset);
    }

    static Transaction transaction(String id, long amount) {
        return new Transaction(id, "a", "b", BigDecimal.valueOf(amount), "EUR");
    }

    static ConsumerRecord<byte[], byte[]> received(long offset, String id, long amount) {
        String value = """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":%d,"currency":"EUR"}
                """.formatted(id, amount);
        return received(offset, id, value);
    }

    static ConsumerRecord<byte[], byte[]> received(long offset, String key, String value) {
        return record(Topics.RECEIVED, offset, createdAt(offset), key, value.getBytes(UTF_8), new RecordHeaders());
    }

    static ConsumerRecord<byte[], byte[]> processed(long offset, String id, long amount, long receivedOffset) {
        var event = new ProcessedEvent(
                transaction(id, amount),
                createdAt(receivedOffset),
                createdAt(receivedOffset).plusSeconds(30),
                new Position(0, receivedOffset));
        return record(
                Topics.PROCESSED, offset, processedAt(offset), id, ProcessedJson.write(event), new RecordHeaders());
    }

    static ConsumerRecord<byte[], byte[]> rejected(
            long offset, String key, @Nullable String transactionId, RejectionReason reason, long receivedOffset) {
        var headers = new RecordHeaders();
        new Rejection(reason, "test", transactionId, new Position(0, receivedOffset), createdAt(receivedOffset))
                .writeTo(headers);
        // The projection reads only the headers, so the value need not be JSON.
        return record(Topics.REJECTED, offset, processedAt(offset), key, "{".getBytes(UTF_8), headers);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, long offset, Instant appended, String key, byte[] value, RecordHeaders headers) {
        return new ConsumerRecord<>(
                topic,
                0,
                offset,
                appended.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                TransactionKey.of(key),
                value,
                headers,
                Optional.empty());
    }
}
