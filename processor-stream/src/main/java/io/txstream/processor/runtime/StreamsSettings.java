package io.txstream.processor.runtime;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.util.unit.DataSize;

/** Builds the settings of Kafka Streams: {@code spring.kafka.*}, overridden where the guarantees require a value. */
public final class StreamsSettings {

    /**
     * The age at which local stores are deleted and restored instead of used. Must be shorter than
     * {@code delete.retention.ms} of the changelogs, 24 h by default: after that, an absent store may miss a tombstone.
     */
    static final Duration MAX_STATE_AGE = Duration.ofHours(12);

    /**
     * The most that a commit flushes: 8 MiB. A broker that takes 1.2 MB/s stores that in 7 s, which leaves 3 s of the
     * transaction timeout. Kafka's default of 32 MiB needs 4.8 MB/s. Behind a slower broker, each transaction would be
     * aborted and repeated, indefinitely.
     */
    private static final long PRODUCER_BUFFER = 4L * Topics.MAX_BATCH_BYTES;

    private StreamsSettings() {}

    /**
     * Returns the settings.
     *
     * @param threads the number of stream threads, 1 or more
     * @param rocksDbMemory the memory that all stores of this process share
     */
    public static Properties of(KafkaProperties kafka, int threads, DataSize rocksDbMemory) {
        var properties = new Properties();
        properties.putAll(kafka.buildStreamsProperties());
        // ProcessedOnce: offsets, all stores and the output are committed in one transaction.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // NothingLost: every received record can be written again, to its home partition or as a dead letter.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.MAX_BATCH_BYTES);
        properties.putIfAbsent(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), PRODUCER_BUFFER);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // There is no global store. Without this, each start logs the same warning about them several times.
        properties.put("processing.exception.handler.global.enabled", true); // its constant is deprecated
        properties.put(StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG, MAX_STATE_AGE.toMillis());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(BoundedRocksDb.MEMORY_BYTES, rocksDbMemory.toBytes());
        return properties;
    }
}
