package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.txstream.contract.Position;
import io.txstream.contract.ReceivedRecord;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to the received topic directly, as another team's producer would: possibly with another partitioner or
 * a wrong clock. Each record has a nonce of its own. Not thread-safe.
 */
final class DirectSender implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(40);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String name;
    private final Options options;
    private final History history;
    private final Clock clock = Clock.systemUTC();
    private int sent;

    /**
     * How a producer differs from a default Java producer on a machine with the right time.
     *
     * @param crc32 whether it partitions by CRC32, as librdkafka does, instead of murmur2
     * @param clockOffset how far its clock is ahead (positive) or behind (negative)
     */
    record Options(boolean crc32, Duration clockOffset) {}

    DirectSender(String name, String bootstrapServers, Options options, History history) {
        this.name = name;
        this.options = options;
        this.history = history;
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG, 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Passes the message to the producer, which retries. The result is added to the history later, usually on the
     * producer's thread.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback receives the same result as the future
    void send(Message original) {
        Message message = original.withNonce(name + "." + sent++);
        Instant sentAt = clock.instant();
        long timestamp = sentAt.plus(options.clockOffset()).toEpochMilli();
        var record = InvalidRecords.isForwarded(message)
                ? forwarded(message, timestamp)
                : new ProducerRecord<>(
                        Topics.RECEIVED, partition(message.key()), timestamp, message.key(), message.value());
        try {
            producer.send(record, (metadata, e) -> add(message, sentAt, metadata, e));
        } catch (KafkaException e) {
            add(message, sentAt, null, e); // the producer does not call back for exceptions that it throws
        }
    }

    /** The header of a record that was forwarded once, outside its home partition again. */
    private static ProducerRecord<byte[], byte[]> forwarded(Message message, long timestamp) {
        int home = TransactionKey.homePartition(requireNonNull(message.key()), Topics.DEFAULT_PARTITIONS);
        int other = (home + 1) % Topics.DEFAULT_PARTITIONS;
        var record = new ProducerRecord<>(Topics.RECEIVED, other, timestamp, message.key(), message.value());
        record.headers().add(ReceivedRecord.FORWARDED_FROM_HEADER, "0:0".getBytes(UTF_8));
        return record;
    }

    /** Returns the partition by CRC32, or null to leave the choice to the Java client. */
    private @Nullable Integer partition(byte @Nullable [] key) {
        if (key == null || !options.crc32()) {
            return null;
        }
        var crc = new CRC32();
        crc.update(key);
        return (int) (crc.getValue() % Topics.DEFAULT_PARTITIONS);
    }

    private void add(Message message, Instant sentAt, @Nullable RecordMetadata metadata, @Nullable Exception e) {
        SendResult result = e != null || metadata == null
                ? new SendResult(Outcome.UNKNOWN, String.valueOf(e), clock.instant(), null)
                : new SendResult(
                        Outcome.ACKNOWLEDGED,
                        "sent",
                        clock.instant(),
                        new Position(metadata.partition(), metadata.offset()));
        history.add(new SendAttempt(name, 1, message, sentAt, result));
    }

    /** Waits until every message sent has a result, at most 40 s. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
