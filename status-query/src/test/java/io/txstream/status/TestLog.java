package io.txstream.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import io.txstream.embedded.kafka.Broker;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes the topics as the gateway and the processor do, and changes them as an operator or an accident does. */
final class TestLog implements AutoCloseable {

    private static final int PARTITIONS = 2;

    private final Broker kafka;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> gateway;
    private final KafkaProducer<byte[], byte[]> processor;

    TestLog(Broker kafka) {
        this.kafka = kafka;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
        this.gateway = producer(Map.of());
        this.processor = producer(transactional("processor"));
        processor.initTransactions();
    }

    /** Deletes the topics, and creates empty ones with the same names. */
    void createAgain() {
        try {
            get(admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(Topics.ALL::contains)
                            .toList())
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        kafka.createTopics(PARTITIONS);
    }

    /** Sends received records, and for each a processed event in a transaction of its own, as the processor does. */
    void process(List<String> ids) {
        for (String id : ids) {
            end(id, receive(id));
        }
    }

    /** Sends the processed event of a received record. */
    void end(String id, RecordMetadata received) {
        var event = new ProcessedEvent(
                new Transaction(id, "a", "b", BigDecimal.ONE, "EUR"),
                Instant.ofEpochMilli(received.timestamp()),
                Instant.ofEpochMilli(received.timestamp()),
                new Position(received.partition(), received.offset()));
        sendInTransaction(new ProducerRecord<>(Topics.PROCESSED, utf8(id), ProcessedJson.write(event)));
    }

    /** Sends a received record. */
    RecordMetadata receive(String id) {
        return get(gateway.send(record(id)));
    }

    /** Sends a received record within a transaction that stays open until the producer is closed. */
    KafkaProducer<byte[], byte[]> receiveInOpenTransaction(String id) {
        var producer = producer(transactional("open"));
        producer.initTransactions();
        producer.beginTransaction();
        get(producer.send(record(id)));
        return producer;
    }

    /** Sends a received record to a partition in a transaction, as the processor forwards a misplaced one. */
    void forward(String id, int partition) {
        sendInTransaction(new ProducerRecord<>(
                Topics.RECEIVED, partition, utf8(id), record(id).value()));
    }

    /** Ends each partition of the received topic with a record and the marker of an aborted transaction. */
    void abortInEachPartition() {
        processor.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            get(processor.send(new ProducerRecord<>(Topics.RECEIVED, partition, null, utf8("aborted"))));
        }
        processor.abortTransaction();
    }

    /** Gives a topic one partition more. */
    void addPartition(String topic) {
        get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS + 1)))
                .all()
                .toCompletionStage()
                .toCompletableFuture());
    }

    /** Deletes all records of a topic up to now. */
    void deleteRecords(String topic) {
        Map<TopicPartition, RecordsToDelete> all = Map.of(
                new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1),
                new TopicPartition(topic, 1), RecordsToDelete.beforeOffset(-1));
        get(admin.deleteRecords(all).all().toCompletionStage().toCompletableFuture());
    }

    private void sendInTransaction(ProducerRecord<byte[], byte[]> record) {
        processor.beginTransaction();
        get(processor.send(record));
        processor.commitTransaction();
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> extra) {
        var settings = new HashMap<String, Object>(extra);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(String id) {
        String value = "{\"transaction_id\":\"" + id + "\",\"source_account\":\"a\",\"destination_account\":\"b\","
                + "\"amount\":1,\"currency\":\"EUR\"}";
        return new ProducerRecord<>(Topics.RECEIVED, utf8(id), utf8(value));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        processor.close();
        admin.close();
    }

    /** The brokers allow 15 s. */
    private static Map<String, Object> transactional(String id) {
        return Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
    }
}
