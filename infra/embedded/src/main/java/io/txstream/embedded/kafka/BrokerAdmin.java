package io.txstream.embedded.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
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
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Admin requests to a broker or a cluster, as blocking calls with a timeout. */
public final class BrokerAdmin implements AutoCloseable {

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final Admin admin;

    /**
     * Does not connect.
     *
     * @param security the settings with which a client gets every right
     */
    public BrokerAdmin(String bootstrapServers, Map<String, String> security) {
        Map<String, Object> settings = new HashMap<>(security);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        admin = Admin.create(settings);
    }

    /** Whether the cluster names at least one broker within 2 s. */
    public boolean answers() {
        try {
            return !admin.describeCluster()
                    .nodes()
                    .get(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Creates the topics that do not exist, and returns when the controller has created all of them. */
    public void create(List<NewTopic> topics) {
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

    /** Creates ACLs. The brokers apply them a moment after this returns. */
    void allow(List<AclBinding> acls) {
        get("create ACLs", admin.createAcls(acls).all());
    }

    /** Changes a setting of topics. The brokers apply it a moment after this returns. */
    void set(List<String> topics, String setting, String value) {
        var change = List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET));
        Map<ConfigResource, Collection<AlterConfigOp>> changes = topics.stream()
                .collect(Collectors.toMap(
                        topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic), topic -> change));
        get("set " + setting, admin.incrementalAlterConfigs(changes).all());
    }

    /**
     * Returns the node id of the broker that leads a partition.
     *
     * @throws IllegalStateException if the partition has no leader now
     */
    int leader(TopicPartition partition) {
        var description = admin.describeTopics(List.of(partition.topic())).allTopicNames();
        TopicDescription topic =
                get("describe " + partition, description).values().iterator().next();
        Node leader = topic.partitions().get(partition.partition()).leader();
        if (leader == null) {
            throw new IllegalStateException(partition + " has no leader");
        }
        return leader.id();
    }

    private static <T> T get(String action, KafkaFuture<T> future) {
        try {
            return future.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot " + action, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("cannot " + action + " within " + REQUEST_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted; did not " + action, e);
        }
    }

    /** Drops the requests in flight, since waiting for a broker that is down would only delay the caller. */
    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
