package io.txstream.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.TopicReader;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEmbeddedServers("tests the embedded servers themselves")
class KilledBrokerIT {

    private static final int PRODUCERS = 12;
    private static final int PARTITIONS = 6;
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    /** Brokers from 4.3.0 to 4.4.0 leave some of them open forever (KAFKA-20734, decision 018). */
    @Test
    void transactionsThatTimeOutWhileTheBrokerIsAwayEndOnEveryPartition() {
        try (var kafka = KafkaServer.started(KafkaSettings.in(directory))) {
            kafka.createTopics(PARTITIONS);
            List<KafkaProducer<byte[], byte[]>> producers = IntStream.range(0, PRODUCERS)
                    .mapToObj(i -> withOpenTransaction(kafka, "open-" + i))
                    .toList();
            var reader = new TopicReader(kafka.bootstrapServers());
            assertThat(reader.stableEnds(Topics.RECEIVED).values()).containsOnly(0L); // the first one is still open
            kafka.kill();
            long killed = System.nanoTime();
            producers.forEach(producer -> producer.close(Duration.ZERO));
            await().until(() -> System.nanoTime() - killed > TRANSACTION_TIMEOUT.toNanos());
            kafka.start();
            await().atMost(TIMEOUT).until(() -> reader.allIsCommitted(List.of(Topics.RECEIVED)));
        }
    }

    private static KafkaProducer<byte[], byte[]> withOpenTransaction(KafkaServer kafka, String transactionalId) {
        var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        transactionalId,
                        "transaction.timeout.ms",
                        (int) TRANSACTION_TIMEOUT.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var unused = producer.send(new ProducerRecord<>(Topics.RECEIVED, partition, null, new byte[] {1}));
        }
        producer.flush();
        return producer;
    }
}
