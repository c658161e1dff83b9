package io.txstream.ingest;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The producer's settings: those of {@code spring.kafka.*}, overridden by the ones that the guarantees depend on. */
final class ProducerSettings {

    private static final Duration NEVER_EXPIRES = Duration.ofDays(3650);

    private ProducerSettings() {}

    static Map<String, Object> of(KafkaProperties kafka) {
        var settings = new HashMap<>(kafka.buildProducerProperties());
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        // DurableAck.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The Java client's default partitioner defines the home partition. With another, every record is misplaced.
        settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        settings.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);
        // send() runs on event loops: it fails immediately if metadata or buffer memory is not available.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        // By default the producer drops the metadata of a topic after 5 idle minutes, and the next send() would fail.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER_EXPIRES.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        return settings;
    }

    /** Returns how many bytes of heap the producer's records take at most. */
    static long bufferMemory(KafkaProperties kafka) {
        return new ProducerConfig(of(kafka)).getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
    }
}
