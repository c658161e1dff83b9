package io.txstream.local;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends records of one partition as a single batch.
 *
 * @param compression a value of {@code compression.type}
 * @param batchBytes the uncompressed size of the batch, plus a tenth
 */
record BatchProducer(String bootstrapServers, String compression, int batchBytes) {

    /** Returns ids whose home is the partition, so that their records can share a batch. */
    static List<String> ids(int partition, String prefix, int count) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> prefix + i)
                .filter(id -> TransactionKey.isHome(TransactionKey.of(id), partition, Topics.DEFAULT_PARTITIONS))
                .limit(count)
                .toList();
    }

    /** Returns what the broker has acknowledged. Records are created one at a time, as they are compressed. */
    List<RecordMetadata> send(Stream<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                compression,
                ProducerConfig.BATCH_SIZE_CONFIG,
                batchBytes,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                2L * batchBytes,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                batchBytes,
                ProducerConfig.LINGER_MS_CONFIG,
                60_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = records.map(producer::send).toList();
            producer.flush();
            return sent.stream().map(BatchProducer::acknowledged).toList();
        }
    }

    private static RecordMetadata acknowledged(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
