package io.txstream.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.ProcessFailedException;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@NeedsEmbeddedServers("tests the embedded servers themselves")
class KafkaServerIT {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 1);

    @TempDir
    private static Path directory;

    private static KafkaServer kafka;

    @BeforeAll
    static void start() {
        kafka = KafkaServer.started(KafkaSettings.in(directory));
        kafka.createTopics(2);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void keepsAcknowledgedRecordsThroughAKill() throws Exception {
        send("one");

        kafka.kill();
        kafka.restart();
        send("two");

        assertThat(records()).extracting(record -> text(record.value())).endsWith("one", "two");
    }

    @Test
    void losesTheTailOfAPartitionThatIsCut() throws Exception {
        send("before the cut");
        long end = records().size();
        send("cut");
        send("cut too");

        kafka.stop();
        assertThat(kafka.cutTail(PARTITION, end)).isEqualTo(end);
        kafka.start();

        assertThat(records()).hasSize((int) end);
        send("after the cut");
        assertThat(records()).extracting(record -> text(record.value())).endsWith("before the cut", "after the cut");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskEndsItAndLosesNoAcknowledgedRecord() throws Exception {
        send("before the disk was full");
        int before = records().size();

        kafka.fillDisk();
        assertThatThrownBy(() -> send("refused")).isInstanceOf(Exception.class);
        assertThat(kafka.process().onExit()).succeedsWithin(Duration.ofSeconds(30));
        kafka.start();

        assertThat(records()).hasSizeGreaterThanOrEqualTo(before);
        send("after the disk was full");
    }

    @Test
    void keepsItsFilesWhileItRuns() {
        assertThatThrownBy(() -> kafka.cutTail(PARTITION, 0)).hasMessage("kafka runs");
        assertThatThrownBy(() -> kafka.loseData()).hasMessage("kafka runs");
    }

    @Test
    void stampsRecordsWithItsOwnTime() throws Exception {
        send("stamped");

        assertThat(records()).extracting(ConsumerRecord::timestampType).containsOnly(TimestampType.LOG_APPEND_TIME);
    }

    @Test
    void doesNotChangeTopicsThatExist() {
        kafka.createTopics(7);

        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            assertThat(consumer.partitionsFor(Topics.PROCESSED)).hasSize(2);
        }
    }

    @Test
    void doesNotAnswerWhileItIsSuspended() throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            kafka.suspend();
            assertThatThrownBy(() -> consumer.listTopics(Duration.ofMillis(500)))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            kafka.resume();
        }

        send("resumed");
    }

    @Test
    void reportsWhyItDidNotStart() {
        KafkaSettings broken = KafkaSettings.in(directory.resolve("broken")).withJvmOptions(List.of("-Xmx1k"));

        assertThatThrownBy(() -> KafkaServer.started(broken))
                .isInstanceOf(ProcessFailedException.class)
                .hasMessageContaining("kafka ended with exit code 1")
                .hasMessageContaining("Too small maximum heap");
    }

    private static void send(String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(record(value)).get(30, TimeUnit.SECONDS);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> configuration = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "acks",
                "all",
                "request.timeout.ms",
                5_000,
                "delivery.timeout.ms",
                10_000);
        return new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), 0L, null, value.getBytes(UTF_8));
    }

    private static List<ConsumerRecord<byte[], byte[]>> records() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            long end = Objects.requireNonNull(
                    consumer.endOffsets(List.of(PARTITION)).get(PARTITION));
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (consumer.position(PARTITION) < end) {
                records.addAll(consumer.poll(Duration.ofMillis(100)).records(PARTITION));
            }
            return records;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> configuration = Map.of("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaConsumer<>(configuration, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String text(byte[] value) {
        return new String(value, UTF_8);
    }
}
