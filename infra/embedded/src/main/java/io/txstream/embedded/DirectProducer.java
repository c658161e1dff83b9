package io.txstream.embedded;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Hands transactions in past the gateway, one by one: for tests that need few, and nothing special about them. */
public final class DirectProducer {

    private final String bootstrapServers;

    public DirectProducer(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Returns when the broker has a transaction of that id for good; the same one for the same id.
     *
     * @throws IllegalStateException if it does not take it
     */
    public void send(String id) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        byte[] value = """
                {"transaction_id":"%s","source_account":"a","destination_account":"b","amount":1,"currency":"EUR"}""".formatted(id).getBytes(StandardCharsets.UTF_8);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.RECEIVED, TransactionKey.of(id), value))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(id + " was not taken", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + id, e);
        }
    }
}
