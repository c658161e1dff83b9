package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.service.BrokerTopics;
import io.txstream.service.LogReader;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ProcessedOnce}: a start that was suspended between its check and its write cannot undo what others did. */
class ProgressWriterIT {

    private static final TopicPartition RECEIVED = new TopicPartition(Topics.RECEIVED, 0);
    private static final TopicPartition PROGRESS = new TopicPartition(Topics.REJECTED, 0); // any topic will do

    @TempDir
    private static Path directory;

    private static Broker kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = Servers.broker(KafkaSettings.in(directory));
        kafka.createTopics(1);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    void writesNothingWhileTheGroupHasAMember() {
        try (var writer = clients("members").writer()) {
            try (var member = reader("members")) {
                member.subscribe(List.of(Topics.RECEIVED));
                await().atMost(Duration.ofMinutes(1)).until(() -> {
                    member.poll(Duration.ofMillis(100));
                    return !member.assignment().isEmpty();
                });
                assertWrites(writer, "members", false);
            }
        }
        try (var writer = clients("members").writer()) {
            assertWrites(writer, "members", true);
        }
    }

    @Test
    void writesNothingOnceAnotherStartHasOpenedAWriter() {
        try (var overtaken = clients("overtaken").writer();
                var later = clients("overtaken").writer()) {
            assertWrites(overtaken, "overtaken", false);
            assertWrites(later, "overtaken", true);
        }
    }

    private static void assertWrites(ProgressWriter writer, String group, boolean expected) {
        try (var reader = reader(group)) {
            long before = reader.endOffsets(Set.of(PROGRESS)).getOrDefault(PROGRESS, -1L);
            var record = new ProducerRecord<>(PROGRESS.topic(), PROGRESS.partition(), new byte[0], new byte[0]);
            assertThat(writer.write(Map.of(RECEIVED, new OffsetAndMetadata(5)), List.of(record)))
                    .isEqualTo(expected);
            assertThat(reader.committed(Set.of(RECEIVED)).get(RECEIVED) != null).isEqualTo(expected);
            assertThat(reader.endOffsets(Set.of(PROGRESS)).getOrDefault(PROGRESS, -1L) > before)
                    .isEqualTo(expected);
        }
    }

    private static KafkaConsumer<byte[], byte[]> reader(String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        group,
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static StartClients clients(String group) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, group);
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new StartClients(new BrokerTopics(Map.of()), new LogReader(admin), admin, settings);
    }
}
