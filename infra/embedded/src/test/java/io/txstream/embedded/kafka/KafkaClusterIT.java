package io.txstream.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import java.nio.file.Path;
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

class KafkaClusterIT {

    @TempDir
    Path directory;

    @Test
    void losesNoRecordWithTheLeader() throws ExecutionException, InterruptedException {
        try (var cluster = KafkaCluster.in(directory, 3)) {
            cluster.start();
            cluster.createTopics(1);
            send(cluster, 0, 10);
            KafkaServer leader = cluster.leader(new TopicPartition(Topics.RECEIVED, 0));
            leader.kill();
            send(cluster, 10, 20);
            List<String> values = new TopicReader(cluster.bootstrapServers())
                    .readAll(Topics.RECEIVED).stream()
                            .map(record -> new String(record.value(), UTF_8))
                            .toList();
            assertThat(values)
                    .isEqualTo(IntStream.range(0, 20).mapToObj(String::valueOf).toList());
        }
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
