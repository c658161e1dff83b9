package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testsupport.TopicReader;
import java.nio.ByteBuffer;
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

/**
 * Each transaction takes one of the 32,767 epochs of a producer id (KIP-890). A stream thread that commits every 100 ms
 * gets a new id in less than an hour, and a fault run is shorter than that.
 */
class ExhaustedEpochRun {

    private static final int TRANSACTIONS = Short.MAX_VALUE + 1_000;

    @TempDir
    private Path directory;

    @Test
    void everyTransactionIsCommittedOnceWhenAProducerUsesUpItsEpochs() {
        try (var kafka = KafkaServer.started(KafkaSettings.in(directory))) {
            kafka.createTopics(1);
            commitAll(kafka.bootstrapServers());
            var reader = new TopicReader(kafka.bootstrapServers(), Duration.ofMinutes(3));
            assertThat(reader.allIsCommitted(List.of(Topics.RECEIVED))).isTrue();
            assertThat(reader.readAll(Topics.RECEIVED))
                    .extracting(record -> ByteBuffer.wrap(record.value()).getInt())
                    .containsExactlyElementsOf(
                            IntStream.range(0, TRANSACTIONS).boxed().toList());
        }
    }

    private static void commitAll(String bootstrapServers) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                "exhausts-its-epochs",
                "transaction.timeout.ms",
                10_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int i = 0; i < TRANSACTIONS; i++) {
                byte[] value = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
                producer.beginTransaction();
                var unused = producer.send(new ProducerRecord<>(Topics.RECEIVED, 0, null, value));
                producer.commitTransaction();
            }
        }
    }
}
