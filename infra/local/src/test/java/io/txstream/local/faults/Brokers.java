package io.txstream.local.faults;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.embedded.kafka.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;

/** What faults do with the brokers of a run. */
final class Brokers {

    /** The partition whose leader faults strike. */
    static final TopicPartition FIRST = new TopicPartition(Topics.RECEIVED, 0);

    private static final Duration IN_SYNC_TIMEOUT = Duration.ofMinutes(2);

    private final KafkaCluster cluster;

    Brokers(KafkaCluster cluster) {
        this.cluster = cluster;
    }

    /** Changes settings of all brokers, which they must accept while they run. */
    void set(Map<String, String> settings) {
        alter(List.of(new ConfigResource(ConfigResource.Type.BROKER, "")), settings);
    }

    /** Changes settings of the topics of the contract. */
    void setTopics(Map<String, String> settings) {
        alter(
                Topics.ALL.stream()
                        .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                        .toList(),
                settings);
    }

    private void alter(List<ConfigResource> resources, Map<String, String> settings) {
        Collection<AlterConfigOp> changes = settings.entrySet().stream()
                .map(entry -> new AlterConfigOp(new ConfigEntry(entry.getKey(), entry.getValue()), OpType.SET))
                .toList();
        admin(admin -> admin.incrementalAlterConfigs(
                        resources.stream().collect(Collectors.toMap(resource -> resource, resource -> changes)))
                .all());
    }

    /**
     * Returns the result of an admin request.
     *
     * @throws IllegalStateException if it fails
     */
    <T> T admin(Function<Admin, KafkaFuture<T>> request) {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers()))) {
            return request.apply(admin).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an admin request failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns a setting of the first broker, as it is in force. */
    String setting(String name) {
        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        Map<ConfigResource, Config> settings =
                admin(admin -> admin.describeConfigs(List.of(broker)).all());
        return requireNonNull(settings.get(broker)).get(name).value();
    }

    List<KafkaServer> all() {
        return cluster.brokers();
    }

    /** Waits until every replica of every partition is in sync. */
    void awaitInSync() {
        await().atMost(IN_SYNC_TIMEOUT)
                .ignoreExceptions()
                .until(() -> partitions()
                        .allMatch(partition ->
                                partition.isr().size() == partition.replicas().size()));
    }

    /** Waits until the controllers have noticed that a broker is down, and others lead its partitions. */
    void awaitFencedOne() {
        int all = cluster.brokers().size();
        await().atMost(IN_SYNC_TIMEOUT)
                .ignoreExceptions()
                .until(() -> admin(admin -> admin.describeCluster().nodes()).size() < all);
    }

    /** Returns how many replicas of a partition are in sync. */
    int inSync(TopicPartition partition) {
        return describe(partition.topic()).get(partition.partition()).isr().size();
    }

    private Stream<TopicPartitionInfo> partitions() {
        return describe(topics()).values().stream().flatMap(topic -> topic.partitions().stream());
    }

    /** Returns the names of all topics, those of Kafka itself included. */
    Set<String> topics() {
        var internalToo = new ListTopicsOptions().listInternal(true);
        return admin(admin -> admin.listTopics(internalToo).names());
    }

    List<TopicPartition> partitions(String topic) {
        return describe(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Returns the sum of an offset, such as the latest, of partitions. */
    long offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> request =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        return admin(admin -> admin.listOffsets(request).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    private List<TopicPartitionInfo> describe(String topic) {
        return requireNonNull(describe(List.of(topic)).get(topic)).partitions();
    }

    private Map<String, TopicDescription> describe(Collection<String> topics) {
        return admin(admin -> admin.describeTopics(topics).allTopicNames());
    }

    /** Returns the broker that faults strike: the leader of {@link #FIRST}. */
    KafkaServer leader() {
        return cluster.leader(FIRST);
    }

    /**
     * Makes the brokers refuse writes: all brokers must have a record before it is acknowledged, and one is down. Needs
     * several brokers.
     *
     * @return when the brokers began to accept writes again; the broker that was down runs by then
     */
    Instant refuseWrites(Duration time) {
        KafkaServer leader = leader();
        KafkaServer follower = cluster.brokers().stream()
                .filter(broker -> broker != leader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a single broker has no follower"));
        cluster.requireInSync(cluster.brokers().size());
        try (var probe = new RefusalProbe(cluster.bootstrapServers())) {
            follower.kill();
            probe.awaitRefusal();
            Pacing.pause(time);
        } finally {
            cluster.requireInSync(cluster.brokers().size() - 1);
        }
        Instant back = Instant.now();
        follower.start();
        return back;
    }
}
