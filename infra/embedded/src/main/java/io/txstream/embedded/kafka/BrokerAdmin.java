package io.txstream.embedded.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** What this package asks a broker, in blocking calls with a bound. */
final class BrokerAdmin implements AutoCloseable {
    private static final int PROBE_MS = 2_000;
    private static final int PATIENCE_MS = 30_000;

    private final Admin admin;

    BrokerAdmin(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Whether the cluster has its node: answers within 2 s. */
    boolean answers() {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_MS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Creates those that do not exist, and returns when the broker has them all. */
    void create(List<NewTopic> topics) {
        admin.createTopics(topics).values().forEach(BrokerAdmin::await);
    }

    private static void await(String topic, KafkaFuture<Void> creation) {
        try {
            get("create " + topic, creation);
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Gives each of the topics a setting, of which the brokers hear soon after. */
    void set(List<String> topics, String setting, String value) {
        var change = List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
        Map<ConfigResource, Collection<AlterConfigOp>> changes = topics.stream()
                .collect(Collectors.toMap(
                        topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic), topic -> change));
        get("set " + setting, admin.incrementalAlterConfigs(changes).all());
    }

    /**
     * The number of the node that leads a partition.
     *
     * @throws IllegalStateException if none does at this moment
     */
    int leader(TopicPartition partition) {
        var description = admin.describeTopics(List.of(partition.topic())).allTopicNames();
        TopicDescription topic =
                get("describe " + partition, description).values().iterator().next();
        Node leader = topic.partitions().get(partition.partition()).leader();
        if (leader == null) {
            throw new IllegalStateException("nobody leads " + partition);
        }
        return leader.id();
    }

    private static <T> T get(String what, KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("cannot " + what + " within " + PATIENCE_MS + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted, and did not " + what, e);
        }
    }

    /** Drops what is still under way rather than wait for a broker that may be gone. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
