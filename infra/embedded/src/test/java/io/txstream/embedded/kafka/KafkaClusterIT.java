package io.txstream.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEmbeddedServers("tests the embedded servers themselves")
class KafkaClusterIT {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void losesNoRecordWithTheLeader() throws ExecutionException, InterruptedException {
        try (var cluster = KafkaCluster.in(directory, 3)) {
            cluster.start();
            cluster.createTopics(1);
            send(cluster, 0, 10);
            KafkaServer leader = cluster.leader(PARTITION);
            leader.kill();
            send(cluster, 10, 20);
            assertThat(values(cluster)).isEqualTo(numbers(20));
        }
    }

    @Test
    void aBrokerThatLostItsDiskCopiesAllRecordsAgain() throws ExecutionException, InterruptedException {
        try (var cluster = KafkaCluster.in(directory, 3)) {
            cluster.start();
            cluster.createTopics(1);
            send(cluster, 0, 10);
            KafkaServer leader = cluster.leader(PARTITION);
            leader.kill();
            // Until the others have elected a controller, they take the broker for the one with the metadata log.
            await().atMost(TIMEOUT).ignoreExceptions().until(() -> cluster.leader(PARTITION) != leader);
            leader.loseData();
            leader.start();
            send(cluster, 10, 20);
            cluster.requireInSync(3); // from now on a write needs the broker that lost its disk
            await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
                send(cluster, 20, 21);
                return true;
            });
            assertThat(values(cluster)).startsWith(numbers(20).toArray(String[]::new));
        }
    }

    private static List<String> values(KafkaCluster cluster) {
        return new TopicReader(cluster.bootstrapServers())
                .readAll(Topics.RECEIVED).stream()
                        .map(record -> new String(record.value(), UTF_8))
                        .toList();
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }

    private static void send(KafkaCluster cluster, int from, int to) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers(), ProducerConfig.ACKS_CONFIG, "all");
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = from; i < to; i++) {
                byte[] value = String.valueOf(i).getBytes(UTF_8);
                producer.send(new ProducerRecord<>(Topics.RECEIVED, value)).get();
            }
        }
    }
}
