package io.txstream.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces transactions to Kafka without the gateway, as an outside client does. Opens a producer for each call, so it
 * suits tests that send few records.
 */
public final class DirectProducer {

    private static final String RECEIVED = "transactions.received";

    private final String bootstrapServers;

    public DirectProducer(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Sends a valid transaction with the given id and waits for the broker's acknowledgement. Two calls with one id
     * send equal records.
     *
     * @throws IllegalStateException if the broker does not acknowledge the record
     */
    public void send(String id) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        String value = "{\"transaction_id\":\"" + id + "\",\"source_account\":\"a\",\"destination_account\":\"b\","
                + "\"amount\":1,\"currency\":\"EUR\"}";
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(RECEIVED, utf8(id), utf8(value))).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(id + " was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + id, e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
