package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.Topics;
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

/** A producer of other people's, with its own idea of where a key belongs and of what time it is. */
final class DirectSender implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(40);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String name;
    private final Habits habits;
    private final History history;
    private final Clock clock = Clock.systemUTC();

    /**
     * What is odd about it.
     *
     * @param crc32 whether it chooses partitions as librdkafka does, and not as the Java client does
     * @param clockOffset by how much its clock is wrong
     */
    record Habits(boolean crc32, Duration clockOffset) {}

    DirectSender(String name, String bootstrapServers, Habits habits, History history) {
        this.name = name;
        this.habits = habits;
        this.history = history;
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG, 20,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Hands it to the producer, which tries again by itself. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told all that the future is
    void send(Message message) {
        Instant sentAt = clock.instant();
        long timestamp = sentAt.plus(habits.clockOffset()).toEpochMilli();
        var record = new ProducerRecord<>(
                Topics.RECEIVED, partition(message.key()), timestamp, message.key(), message.value());
        try {
            producer.send(record, (metadata, e) -> add(message, sentAt, metadata, e));
        } catch (KafkaException e) {
            add(message, sentAt, null, e); // thrown ones are not called back
        }
    }

    private @Nullable Integer partition(byte @Nullable [] key) {
        if (key == null || !habits.crc32()) {
            return null;
        }
        var crc = new CRC32();
        crc.update(key);
        return (int) (crc.getValue() % Topics.DEFAULT_PARTITIONS);
    }

    private void add(Message message, Instant sentAt, @Nullable RecordMetadata metadata, @Nullable Exception e) {
        Answer answer = e != null || metadata == null
                ? new Answer(Outcome.UNKNOWN, String.valueOf(e), clock.instant(), null)
                : new Answer(
                        Outcome.ACKNOWLEDGED,
                        "sent",
                        clock.instant(),
                        new Position(metadata.partition(), metadata.offset()));
        history.add(new Write(name, 1, message, sentAt, answer));
    }

    /** Returns when it knows of everything it was given whether it was stored. */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
