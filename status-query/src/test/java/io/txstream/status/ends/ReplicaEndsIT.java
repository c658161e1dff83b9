package io.txstream.status.ends;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.service.TopicLayout;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads of ends from three real brokers, of which two acknowledge a record. */
@Timeout(240)
@NeedsEmbeddedServers("needs three brokers")
class ReplicaEndsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 0);

    @TempDir
    private static Path directory;

    private static KafkaCluster cluster;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;
    private static ReplicaEnds ends;

    @BeforeAll
    static void start() {
        cluster = KafkaCluster.in(directory, 3);
        cluster.start();
        cluster.createTopics(1);
        cluster.requireInSync(2);
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        cluster.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        3_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        ends = ends(topicId());
        ends.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        ends.destroy();
        producer.close();
        admin.close();
        cluster.close();
    }

    @Test
    void noFalse404EachReadCoversWhatWasAcknowledgedBefore() {
        for (int i = 0; i < 200; i++) {
            assertReadCovers(append());
        }
    }

    /** A former leader that is suspended does not answer, and does not delay the others, which have all records. */
    @Test
    void noFalse404WhileTheFormerLeaderIsSuspendedAndWhenItIsResumed() {
        KafkaServer leader = cluster.leader(PARTITION);
        long before = append();
        leader.suspend();
        try {
            assertReadCovers(before);
            assertReadCovers(append()); // another leader has acknowledged it
        } finally {
            leader.resume();
        }
        for (int i = 0; i < 200; i++) { // it answers from its old log first
            assertReadCovers(append());
        }
    }

    @Test
    void concurrentCallsShareTheirReads() {
        long unused = read();
        long before = ends.requests();
        long begin = System.nanoTime();
        Long calls = Flux.range(0, 100)
                .concatMap(round -> Flux.range(0, 500).flatMap(i -> ends.coverAcknowledged(0), 500))
                .count()
                .block(TIMEOUT);
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertThat(calls).isEqualTo(50_000);
        // Three brokers, each at most every 20 ms; the check of the connections takes part in these reads.
        assertThat(ends.requests() - before).isLessThanOrEqualTo((long) (3 * (50 * seconds + 1)));
    }

    /** The offsets of another log say nothing about the one that is projected. */
    @Test
    void noFalse404ATopicThatWasCreatedAgainHasNoEnds() throws InterruptedException {
        ReplicaEnds another = ends(Uuid.randomUuid());
        another.start();
        try {
            assertThat(another.coverAcknowledged(0)
                            .timeout(Duration.ofSeconds(3), Mono.empty())
                            .blockOptional())
                    .isEmpty();
            assertThat(another.requests()).isZero();
        } finally {
            another.destroy();
        }
    }

    private static Uuid topicId() {
        return requireNonNull(Mono.fromCompletionStage(
                                admin.describeTopics(List.of(Topics.RECEIVED)).allTopicNames()::toCompletionStage)
                        .blockOptional(TIMEOUT)
                        .orElseThrow()
                        .get(Topics.RECEIVED))
                .topicId();
    }

    private static ReplicaEnds ends(Uuid topicId) {
        var kafka = new KafkaProperties();
        kafka.setBootstrapServers(List.of(cluster.bootstrapServers().split(",")));
        var topics = new TopicLayout(List.of(new DescribedTopic(Topics.RECEIVED, topicId, 1, 3, Map.of())));
        return new EndsConfiguration().replicaEnds(admin, kafka, topics, new SimpleMeterRegistry());
    }

    private static void assertReadCovers(long offset) {
        assertThat(read()).isGreaterThan(offset);
    }

    private static long read() {
        return ends.coverAcknowledged(0).blockOptional(TIMEOUT).orElseThrow();
    }

    /** Returns the offset of a record that was acknowledged. */
    private static long append() {
        var offset = new long[1];
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            offset[0] = producer.send(new ProducerRecord<>(Topics.RECEIVED, 0, null, "x".getBytes(UTF_8)))
                    .get(30, TimeUnit.SECONDS)
                    .offset();
            return true;
        });
        return offset[0];
    }
}
