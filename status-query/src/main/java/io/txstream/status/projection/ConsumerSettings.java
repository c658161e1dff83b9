package io.txstream.status.projection;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The consumer settings: those of {@code spring.kafka.*}, overridden where the guarantees depend on a value. */
final class ConsumerSettings {

    private ConsumerSettings() {}

    static Map<String, Object> of(KafkaProperties kafka) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        // Bytes: a record that cannot be read must not stop the consumer.
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // ProcessedOnce: events of an aborted transaction are not projected.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Offsets are stored in Postgres, and committed to Kafka only after that.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // Never skips silently: a position that the log does not have ends the process.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return settings;
    }
}
