package io.txstream.status.ends;

import static java.util.Objects.requireNonNullElse;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;

/** Where the replicas of {@code transactions.received} are. Does not change. */
final class Placement {

    static final Placement UNKNOWN = new Placement(Map.of());

    private final Map<Integer, Replicas> replicas;
    private final Map<Integer, Node> brokers = new HashMap<>();
    private final Map<Integer, List<Integer>> partitions = new HashMap<>();

    /**
     * The replicas of a partition.
     *
     * @param brokers the brokers with a replica. One that is down has no host
     * @param quorum how many must answer, so that one of them has each acknowledged record; 1 or more
     */
    record Replicas(List<Node> brokers, int quorum) {

        /**
         * A record is acknowledged when all replicas in sync have it, which are at least {@code minInSyncReplicas}. If
         * there are fewer now, records from before the setting was raised can be in these only.
         */
        static Replicas of(TopicPartitionInfo partition, int minInSyncReplicas) {
            int having = Math.min(minInSyncReplicas, partition.isr().size());
            return new Replicas(
                    partition.replicas(), Math.max(1, partition.replicas().size() - having + 1));
        }
    }

    /** @param replicas by partition */
    Placement(Map<Integer, Replicas> replicas) {
        this.replicas = replicas;
        replicas.forEach((partition, placed) -> placed.brokers().stream()
                .filter(node -> !node.host().isEmpty())
                .forEach(node -> {
                    brokers.put(node.id(), node);
                    partitions
                            .computeIfAbsent(node.id(), id -> new ArrayList<>())
                            .add(partition);
                }));
    }

    /** @param settings of the topic, which must be older than its description */
    static Placement of(Config settings, TopicDescription topic) {
        ConfigEntry minimum = settings.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        int inSync = minimum == null ? 1 : Integer.parseInt(requireNonNullElse(minimum.value(), "1"));
        return new Placement(topic.partitions().stream()
                .collect(Collectors.toMap(TopicPartitionInfo::partition, partition -> Replicas.of(partition, inSync))));
    }

    /** Returns how many replicas must answer: with three replicas of which two must be in sync, two. 1 or more. */
    int quorum(int partition) {
        Replicas placed = replicas.get(partition);
        return placed == null ? 1 : placed.quorum();
    }

    List<Node> replicasOf(int partition) {
        Replicas placed = replicas.get(partition);
        return placed == null ? List.of() : placed.brokers();
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
