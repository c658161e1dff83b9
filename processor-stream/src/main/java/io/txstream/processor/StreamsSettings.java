package io.txstream.processor;

import io.txstream.contract.Topics;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The Kafka Streams settings: what {@code spring.kafka.*} says, and over it what the guarantees rest on. */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(KafkaProperties kafka, ProcessorProperties settings) {
        var properties = new Properties();
        properties.putAll(kafka.buildStreamsProperties());
        // ProcessedOnce: the offsets, both stores and the output move in one transaction.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // NothingLost: whatever is received can be written again, whole, to its home or to the rejected.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 2 * Topics.MAX_RECORD_BYTES);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(BoundedRocksDb.MEMORY_BYTES, settings.rocksdbMemory().toBytes());
        return properties;
    }
}
