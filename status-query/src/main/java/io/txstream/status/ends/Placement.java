package io.txstream.status.ends;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** Where the replicas of {@code transactions.received} are. Does not change. */
final class Placement {

    static final Placement UNKNOWN = new Placement(Map.of(), 1);

    private final Map<Integer, List<Node>> replicas;
    private final int minInSyncReplicas;
    private final Map<Integer, Node> brokers = new HashMap<>();
    private final Map<Integer, List<Integer>> partitions = new HashMap<>();

    /**
     * @param replicas the brokers with a replica, by partition. A broker that is down has no host
     * @param minInSyncReplicas the least number of replicas that have a record when it is acknowledged, 1 or more
     */
    Placement(Map<Integer, List<Node>> replicas, int minInSyncReplicas) {
        this.replicas = replicas;
        this.minInSyncReplicas = minInSyncReplicas;
        replicas.forEach((partition, nodes) -> nodes.stream()
                .filter(node -> !node.host().isEmpty())
                .forEach(node -> {
                    brokers.put(node.id(), node);
                    partitions
                            .computeIfAbsent(node.id(), id -> new ArrayList<>())
                            .add(partition);
                }));
    }

    static Placement of(TopicDescription topic, Config settings) {
        var replicas = new HashMap<Integer, List<Node>>();
        for (TopicPartitionInfo partition : topic.partitions()) {
            replicas.put(partition.partition(), partition.replicas());
        }
        ConfigEntry minimum = settings.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        return new Placement(
                replicas, minimum == null ? 1 : Integer.parseInt(requireNonNullElse(minimum.value(), "1")));
    }

    /**
     * Returns how many replicas must answer, so that one of them had each acknowledged record when it was acknowledged:
     * with three replicas of which two must be in sync, two. 1 or more.
     */
    int quorum(int partition) {
        return Math.max(1, replicasOf(partition).size() - minInSyncReplicas + 1);
    }

    List<Node> replicasOf(int partition) {
        return replicas.getOrDefault(partition, List.of());
    }

    Collection<Integer> partitions() {
        return replicas.keySet();
    }

    /** Returns the brokers with a replica that are up. */
    Collection<Node> brokers() {
        return brokers.values();
    }

    /** Returns the partitions of which the broker has a replica. */
    List<Integer> partitionsOn(Node broker) {
        return partitions.getOrDefault(broker.id(), List.of());
    }
}
