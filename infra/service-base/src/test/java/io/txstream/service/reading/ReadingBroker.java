package io.txstream.service.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.service.LogReader;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with topics of two partitions, and what the tests of this package write to the received topic. */
final class ReadingBroker implements AutoCloseable {

    static final int PARTITIONS = 2;

    private final Broker kafka;

    ReadingBroker(Path directory) {
        kafka = Servers.broker(KafkaSettings.in(directory));
    }

    /** Creates the topics anew, so that offsets begin at 0. */
    void createTopics() throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            List<String> existing = List.copyOf(admin.listTopics().names().get());
            admin.deleteTopics(existing).all().get();
            kafka.createTopics(PARTITIONS);
        }
    }

    /** Returns the settings of a committed reader. */
    Map<String, Object> reader(String group) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest");
    }

    /** Appends records of the given sizes as one compressed batch, and returns their offsets. */
    List<Long> appendBatch(int partition, int... sizes) {
        try (var producer = producer(Map.of())) {
            return append(producer, partition, sizes);
        }
    }

    /** Appends records in a transaction of their own, which a marker ends. */
    List<Long> appendTransaction(int partition, int... sizes) {
        try (var producer = openTransaction("reading")) {
            List<Long> offsets = append(producer, partition, sizes);
            producer.commitTransaction();
            awaitMarker(partition, offsets.get(offsets.size() - 1) + 1);
            return offsets;
        }
    }

    /** The coordinator confirms a commit before it has written the markers. */
    private void awaitMarker(int partition, long offset) {
        var received = new TopicPartition(Topics.RECEIVED, partition);
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            var log = new LogReader(admin);
            await().until(() -> log.ends(List.of(received)).getOrDefault(received, 0L) > offset);
        }
    }

    /** Returns a producer with an open transaction. */
    KafkaProducer<byte[], byte[]> openTransaction(String id) {
        KafkaProducer<byte[], byte[]> producer = producer(
                Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000));
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    static List<Long> append(KafkaProducer<byte[], byte[]> producer, int partition, int... sizes) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int size : sizes) {
            sent.add(producer.send(
                    new ProducerRecord<>(Topics.RECEIVED, partition, "k".getBytes(UTF_8), new byte[size])));
        }
        producer.flush();
        return sent.stream().map(ReadingBroker::offset).toList();
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 20);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 300L << 20);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 300 << 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        kafka.close();
    }
}
