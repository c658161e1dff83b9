package io.txstream.processor.start;

import io.txstream.service.BrokerTopics;
import io.txstream.service.LogReader;
import java.util.Map;
import java.util.Properties;
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

/** What the check at the start asks the broker with: the clients of the service, and two with the stream's settings. */
public final class StartClients {

    private static final String CLIENT_ID = "start-check";

    private final BrokerTopics topics;
    private final LogReader log;
    private final Admin admin;
    private final GroupOffsets group;
    private final StreamsConfig settings;

    /**
     * Does not connect.
     *
     * @param settings those of Kafka Streams
     */
    public StartClients(BrokerTopics topics, LogReader log, Admin admin, Properties settings) {
        this.topics = topics;
        this.log = log;
        this.admin = admin;
        this.settings = new StreamsConfig(settings);
        this.group = new GroupOffsets(admin, groupId());
    }

    private String groupId() {
        return settings.getString(StreamsConfig.APPLICATION_ID_CONFIG);
    }

    BrokerTopics topics() {
        return topics;
    }

    LogReader log() {
        return log;
    }

    Admin admin() {
        return admin;
    }

    GroupOffsets group() {
        return group;
    }

    /** Opens a consumer of committed records without a group, which never resets an offset. */
    Consumer<byte[], byte[]> reader() {
        Map<String, Object> reading = settings.getRestoreConsumerConfigs(CLIENT_ID);
        reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Opens a writer. The broker refuses what writers write that other starts have opened before.
     *
     * @throws KafkaException if the broker does not answer or refuses
     */
    ProgressWriter writer() {
        Map<String, Object> writing = settings.getProducerConfigs(CLIENT_ID);
        writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, groupId() + "-" + CLIENT_ID);
        return new ProgressWriter(
                groupId(), new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer()));
    }
}
