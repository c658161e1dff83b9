package io.txstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.TopicCheck;
import io.txstream.contract.Topics;
import io.txstream.contract.UnusableTopicsException;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link TopicCheck}, which is the contract's, against a broker, which is here. */
class TopicCheckIT {

    @TempDir
    private static Path directory;

    private static KafkaServer kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = KafkaServer.started(KafkaSettings.in(directory));
        admin = connect();
    }

    private static Admin connect() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    @AfterEach
    void deleteTopics() throws InterruptedException, ExecutionException {
        List<String> existing = List.copyOf(admin.listTopics().names().get());
        admin.deleteTopics(existing).all().get();
    }

    @Test
    void tellsHowManyPartitionsTheTopicsHave() {
        kafka.createTopics(4);
        await().untilAsserted(() -> assertThat(check()).isEqualTo(4));
    }

    @Test
    void topicsThatDoNotComeAreMissed() {
        assertRefused("not created yet");
    }

    @Test
    void aProducersClockIsRefused() {
        createWith("message.timestamp.type", "CreateTime");
        assertRefused("[transactions.processed] must have message.timestamp.type=LogAppendTime");
    }

    @Test
    void aTopicThatForgetsIsRefused() {
        createWith("cleanup.policy", "compact");
        assertRefused("must have cleanup.policy=delete");
    }

    @Test
    void aTopicThatTakesNoLargeRecordIsRefused() {
        createWith("max.message.bytes", "1048588");
        assertRefused("must have max.message.bytes=2097152 or more");
    }

    private static void createWith(String setting, String value) {
        List<NewTopic> topics = Topics.specifications(2, (short) 1);
        Map<String, String> settings = new HashMap<>(topics.get(1).configs());
        settings.put(setting, value);
        topics.get(1).configs(settings);
        kafka.createTopics(topics);
    }

    @Test
    void unequalPartitionCountsAreRefused() throws InterruptedException, ExecutionException {
        kafka.createTopics(2);
        admin.createPartitions(Map.of(Topics.REJECTED, NewPartitions.increaseTo(3)))
                .all()
                .get();
        assertRefused("equally many partitions");
    }

    /** Topics change at the controller first, and a moment later for those who ask the broker. */
    private static void assertRefused(String message) {
        await().untilAsserted(() -> assertThatThrownBy(TopicCheckIT::check)
                .isInstanceOf(UnusableTopicsException.class)
                .hasMessageContaining(message));
    }

    private static int check() {
        return TopicCheck.await(TopicCheckIT::connect, Duration.ofSeconds(1));
    }
}
