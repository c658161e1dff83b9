package io.txstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Waits until the brokers refuse writes, by writing to the received topic. Its records are invalid, so that one that is
 * stored ends in the rejected topic.
 */
final class RefusalProbe implements AutoCloseable {

    private static final Duration REFUSAL_TIMEOUT = Duration.ofSeconds(30);

    private final KafkaProducer<byte[], byte[]> producer;

    RefusalProbe(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false,
                ProducerConfig.RETRIES_CONFIG, 0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    void awaitRefusal() {
        await().atMost(REFUSAL_TIMEOUT).until(this::isRefused);
    }

    private boolean isRefused() throws InterruptedException {
        byte[] invalid = "bad-probe".getBytes(UTF_8);
        try {
            producer.send(new ProducerRecord<>(Topics.RECEIVED, invalid, invalid))
                    .get();
            return false;
        } catch (ExecutionException e) {
            return e.getCause() instanceof NotEnoughReplicasException
                    || e.getCause() instanceof NotEnoughReplicasAfterAppendException;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
