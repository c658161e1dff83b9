package io.txstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.TopicReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guarantees while the broker hangs for longer than a commit may take. Kafka Streams then closes the tasks,
 * restores their stores, and goes on with the same processor objects. By default that takes one or two minutes, and
 * here five seconds.
 */
class FrozenBrokerIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration SEND_INTERVAL = Duration.ofMillis(5);

    private static final Map<String, String> SETTINGS = Map.of(
            "TXSTREAM_PROCESSOR_DELAY",
            "2s",
            "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_REQUEST_TIMEOUT_MS",
            "4000",
            "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_DELIVERY_TIMEOUT_MS",
            "5000",
            "SPRING_KAFKA_STREAMS_PROPERTIES_PRODUCER_MAX_BLOCK_MS",
            "5000");

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private Broker kafka;
    private ProcessorProcess processor;

    @BeforeEach
    void start() {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        kafka.createTopics(3);
        processor = new ProcessorProcess(
                kafka.bootstrapServers(),
                directory.resolve("processor"),
                SETTINGS,
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
        processor.start();
    }

    @AfterEach
    void stop() {
        processor.closeNow();
        kafka.closeNow();
    }

    @Test
    void nothingLostTwiceOrEarlyThoughTheTasksAreRevivedUnderLoad() throws Exception {
        var load = Executors.newSingleThreadScheduledExecutor();
        try (var producer = producer()) {
            var sent = new AtomicInteger();
            var sending = load.scheduleWithFixedDelay(
                    () -> send(producer, "t" + sent.incrementAndGet()),
                    0,
                    SEND_INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
            await().atMost(TIMEOUT).until(() -> processed().size() > 100);
            kafka.suspend();
            await().atMost(TIMEOUT)
                    .until(() -> !processor
                            .logged("are corrupted. Will close the task")
                            .isEmpty());
            kafka.resume();
            int before = acknowledged.size();
            await().atMost(TIMEOUT).until(() -> acknowledged.size() > before + 100);
            sending.cancel(false);
        } finally {
            load.shutdownNow();
        }
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(ids()).containsAll(acknowledged));
        assertThat(ids()).doesNotHaveDuplicates();
        assertThat(processed())
                .allSatisfy(event -> assertThat(Instant.ofEpochMilli(event.timestamp()))
                        .isAfterOrEqualTo(requireNonNull(ProcessedJson.read(event.value()))
                                .dueAt()));
        assertThat(processor.isAlive()).isTrue();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, String id) {
        byte[] value = StreamDriver.transaction(id, "1").getBytes(UTF_8);
        var record = new ProducerRecord<>(Topics.RECEIVED, id.getBytes(UTF_8), value);
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure == null) {
                acknowledged.add(id);
            }
        });
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<String> ids() {
        return processed().stream().map(event -> new String(event.key(), UTF_8)).toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> processed() {
        return new TopicReader(kafka.bootstrapServers()).readAll(Topics.PROCESSED);
    }
}
