package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka whether a record for {@link Topics#RECEIVED} could be acknowledged, without writing one: whether a
 * partition has a leader and enough in-sync replicas. It cannot see a full disk or a missing right.
 */
final class KafkaProbe implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final DescribeTopicsOptions TOPICS = new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS);
    private static final DescribeConfigsOptions SETTINGS = new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS);

    private final Supplier<Admin> factory;
    private @Nullable Admin admin;

    /** Does not connect. */
    KafkaProbe(Supplier<Admin> factory) {
        this.factory = factory;
    }

    /** Blocks for about a second at most. */
    synchronized boolean takesRecords() {
        try {
            Admin open = admin == null ? factory.get() : admin;
            admin = open;
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RECEIVED);
            var descriptions =
                    open.describeTopics(List.of(Topics.RECEIVED), TOPICS).allTopicNames();
            var settings = open.describeConfigs(List.of(topic), SETTINGS).all();
            TopicDescription description = requireNonNull(descriptions.get().get(Topics.RECEIVED));
            Config config = requireNonNull(settings.get().get(topic));
            int replicas = Integer.parseInt(
                    config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
            return description.partitions().stream().anyMatch(partition -> canAcknowledge(partition, replicas));
        } catch (ExecutionException | KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean canAcknowledge(TopicPartitionInfo partition, int replicas) {
        return partition.leader() != null
                && !partition.leader().isEmpty()
                && partition.isr().size() >= replicas;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofMillis(TIMEOUT_MILLIS));
        }
    }
}
