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

/** Sees for itself that the brokers refuse writes: with rubbish, which is rejected where it is taken after all. */
final class RefusalProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        await().atMost(PATIENCE).until(this::isRefused);
    }

    private boolean isRefused() throws InterruptedException {
        byte[] rubbish = "bad-probe".getBytes(UTF_8);
        try {
            producer.send(new ProducerRecord<>(Topics.RECEIVED, rubbish, rubbish))
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
