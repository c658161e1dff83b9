package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.txstream.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Asks Kafka whether a record for {@link Topics#RECEIVED} could be acknowledged, without writing one: whether a
 * partition has a leader and enough in-sync replicas. It cannot see a full disk or a missing right.
 */
final class KafkaProbe {

    private final Admin admin;
    private final int timeoutMillis;

    /**
     * @param timeout for each of two questions, which are asked at the same time
     */
    KafkaProbe(Admin admin, Duration timeout) {
        this.admin = admin;
        timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    /** Blocks for twice the timeout at most. */
    boolean takesRecords() {
        try {
            var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.RECEIVED);
            var descriptions = admin.describeTopics(
                            List.of(Topics.RECEIVED), new DescribeTopicsOptions().timeoutMs(timeoutMillis))
                    .allTopicNames();
            var settings = admin.describeConfigs(List.of(topic), new DescribeConfigsOptions().timeoutMs(timeoutMillis))
                    .all();
            // The client keeps its own timeout only while its thread runs.
            TopicDescription description =
                    requireNonNull(descriptions.get(timeoutMillis, MILLISECONDS).get(Topics.RECEIVED));
            Config config =
                    requireNonNull(settings.get(timeoutMillis, MILLISECONDS).get(topic));
            int replicas = Integer.parseInt(
                    config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).value());
            return description.partitions().stream().anyMatch(partition -> canAcknowledge(partition, replicas));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
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
}
