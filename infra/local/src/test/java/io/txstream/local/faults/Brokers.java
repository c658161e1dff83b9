package io.txstream.local.faults;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** The Kafka of a run: one broker, or a full set of three. */
interface Brokers {

    /** Returns when they answer and have the topics. */
    void start();

    String bootstrapServers();

    List<KafkaServer> all();

    /** The one that a fault strikes: who leads the first partition of the received topic at this moment. */
    KafkaServer leader();

    /** Has a set take no writes for a while, and returns when it is whole again, saying since when it takes them. */
    Instant refuseWrites(Duration time);

    static Brokers one(Path data) {
        KafkaServer kafka = new KafkaServer(KafkaSettings.in(data.resolve("kafka"))
                .withLog(data.resolve("logs").resolve("kafka.log")));
        return new Brokers() {
            @Override
            public void start() {
                kafka.start();
                kafka.createTopics(Topics.DEFAULT_PARTITIONS);
            }

            @Override
            public String bootstrapServers() {
                return kafka.bootstrapServers();
            }

            @Override
            public List<KafkaServer> all() {
                return List.of(kafka);
            }

            @Override
            public KafkaServer leader() {
                return kafka;
            }

            @Override
            public Instant refuseWrites(Duration time) {
                throw new UnsupportedOperationException("one broker is enough for itself");
            }
        };
    }

    static Brokers three(Path data) {
        KafkaCluster cluster = new KafkaCluster(data.resolve("kafka"));
        return new Brokers() {
            @Override
            public void start() {
                cluster.start();
                cluster.createTopics(Topics.DEFAULT_PARTITIONS);
            }

            @Override
            public String bootstrapServers() {
                return cluster.bootstrapServers();
            }

            @Override
            public List<KafkaServer> all() {
                return cluster.brokers();
            }

            @Override
            public KafkaServer leader() {
                return cluster.leader(new TopicPartition(Topics.RECEIVED, 0));
            }

            @Override
            public Instant refuseWrites(Duration time) {
                KafkaServer leader = leader();
                KafkaServer follower = cluster.brokers().stream()
                        .filter(broker -> broker != leader)
                        .findFirst()
                        .orElseThrow();
                cluster.requireInSync(cluster.brokers().size());
                try (RefusalProbe probe = new RefusalProbe(bootstrapServers())) {
                    follower.kill();
                    probe.awaitRefusal();
                    Pacing.pause(time);
                } finally {
                    cluster.requireInSync(cluster.brokers().size() - 1);
                }
                Instant back = Instant.now();
                follower.start();
                return back;
            }
        };
    }
}
