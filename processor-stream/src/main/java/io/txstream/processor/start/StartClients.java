package io.txstream.processor.start;

import io.txstream.service.StartupProblemException;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;

/** Opens Kafka clients for the check at the start, with the settings of the stream. */
public final class StartClients {

    private static final String CLIENT_ID = "start-check";

    private final StreamsConfig settings;

    /** Does not connect. */
    public StartClients(Properties settings) {
        this.settings = new StreamsConfig(settings);
    }

    /**
     * Passes a client for the group, and a consumer of committed records without a group, which never resets an offset.
     *
     * @throws StartupProblemException if the broker does not answer or refuses
     */
    void use(BiConsumer<BrokerState, Consumer<byte[], byte[]>> action) {
        Map<String, Object> reading = settings.getRestoreConsumerConfigs(CLIENT_ID);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        try (var admin = Admin.create(settings.getAdminConfigs(CLIENT_ID));
                var consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            action.accept(new BrokerState(admin, settings.getString(StreamsConfig.APPLICATION_ID_CONFIG)), consumer);
        } catch (KafkaException e) {
            throw new StartupProblemException(
                    "the offsets and the progress of the stream cannot be read or set: " + e.getMessage(),
                    "check the broker, and what the processor's user is allowed to do");
        }
    }

    /**
     * Opens a writer. The broker refuses what writers write that other starts have opened before.
     *
     * @throws KafkaException if the broker does not answer or refuses
     */
    ProgressWriter writer() {
        String group = settings.getString(StreamsConfig.APPLICATION_ID_CONFIG);
        Map<String, Object> writing = settings.getProducerConfigs(CLIENT_ID);
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + CLIENT_ID);
        return new ProgressWriter(
                group, new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer()));
    }
}
