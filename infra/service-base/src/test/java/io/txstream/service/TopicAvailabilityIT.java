package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.process.Ports;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link TopicAvailability} and {@link BrokerTopics} against a broker. */
class TopicAvailabilityIT {

    @TempDir
    private static Path directory;

    private static Broker kafka;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = Servers.broker(KafkaSettings.in(directory));
        admin = Admin.create(settings(kafka.bootstrapServers()));
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
    void returnsThePartitionCount() {
        kafka.createTopics(4);
        await().untilAsserted(() -> assertThat(check()).satisfies(layout -> {
            assertThat(layout.partitions()).isEqualTo(4);
            assertThat(layout.replication()).isOne();
            assertThat(layout.minInSyncReplicas()).isOne();
            assertThat(layout.allPartitions()).hasSize(12);
        }));
    }

    @Test
    void theWatchNoticesAddedPartitionsAndATopicThatWasCreatedAgain() throws Exception {
        kafka.createTopics(2);
        await().untilAsserted(() -> assertThat(check().partitions()).isEqualTo(2));
        try (var broker = new BrokerTopics(settings(kafka.bootstrapServers()))) {
            assertNotices(
                    broker,
                    () -> admin.createPartitions(Map.of(Topics.PROCESSED, NewPartitions.increaseTo(3)))
                            .all()
                            .get());
            assertNotices(broker, () -> {
                admin.deleteTopics(List.of(Topics.RECEIVED)).all().get();
                kafka.createTopics(2);
                return null;
            });
        }
    }

    private static void assertNotices(BrokerTopics broker, Callable<?> change) throws Exception {
        var changes = new AtomicInteger();
        var verified = new TopicLayout(((TopicsAnswer.Found) broker.describe()).topics());
        try (var watch = new TopicWatch(verified, broker::describe, new FailureExit(changes::incrementAndGet))) {
            watch.start();
            change.call();
            await().atMost(Duration.ofSeconds(30)).until(() -> changes.get() == 1);
        }
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNamed() {
        String address = "127.0.0.1:" + Ports.free();
        assertThatThrownBy(() -> check(address))
                .isInstanceOfSatisfying(
                        StartupProblemException.class,
                        problem -> assertThat(problem.remedy()).contains("SPRING_KAFKA_BOOTSTRAP_SERVERS"))
                .hasMessageStartingWith("the broker at " + address + " does not answer");
    }

    @Test
    void anAddressThatCannotBeResolvedIsNamed() {
        assertThatThrownBy(() -> check("no-such-host.invalid:9092"))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageStartingWith("the broker's address no-such-host.invalid:9092 cannot be resolved");
    }

    @Test
    void anAddressWithoutAPortIsRefusedAtOnce() {
        try (var broker = new BrokerTopics(settings("localhost"))) {
            assertThatThrownBy(broker::describe)
                    .isInstanceOf(StartupProblemException.class)
                    .hasMessageStartingWith("no Kafka client can be created for the broker at localhost");
        }
    }

    @Test
    void missingTopicsAreNamed() {
        kafka.createTopics(Topics.specifications(2, (short) 1).subList(0, 1));
        assertRefused("the topics [transactions.processed, transactions.rejected] do not exist on the broker at "
                + kafka.bootstrapServers());
    }

    @Test
    void aTopicStampedByTheProducerIsRefused() {
        createWith("message.timestamp.type", "CreateTime");
        assertRefused("[transactions.processed] must have message.timestamp.type=LogAppendTime");
    }

    @Test
    void aCompactedTopicIsRefused() {
        createWith("cleanup.policy", "compact");
        assertRefused("must have cleanup.policy=delete");
    }

    @Test
    void aTopicTooSmallForTheLargestRecordIsRefused() {
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

    /** Retries, since the broker sees a change of topics a moment after the controller. */
    private static void assertRefused(String message) {
        await().untilAsserted(() -> assertThatThrownBy(TopicAvailabilityIT::check)
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining(message));
    }

    private static TopicLayout check() {
        return check(kafka.bootstrapServers());
    }

    private static TopicLayout check(String address) {
        try (var broker = new BrokerTopics(settings(address))) {
            return new TopicAvailability(broker::describe, System::nanoTime, Thread::sleep)
                    .await(Duration.ofSeconds(1));
        }
    }

    private static Map<String, Object> settings(String address) {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, List.of(address));
    }
}
