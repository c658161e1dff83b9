package io.txstream.processor.start;

import io.txstream.service.StartupProblemException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
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

    /** Sends records and commits offsets of a group without members in one transaction. */
    void commit(
            String group,
            Map<TopicPartition, OffsetAndMetadata> offsets,
            List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> reading = settings.getRestoreConsumerConfigs(CLIENT_ID);
        reading.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        Map<String, Object> writing = settings.getProducerConfigs(CLIENT_ID);
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + CLIENT_ID);
        // Never subscribes: its group metadata are those of a client outside of the group.
        try (var outsider = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                var unused = producer.send(record); // the commit throws what a send failed with
            }
            producer.sendOffsetsToTransaction(offsets, outsider.groupMetadata());
            producer.commitTransaction();
        }
    }
}
