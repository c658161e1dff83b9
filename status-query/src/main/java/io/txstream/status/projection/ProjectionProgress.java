package io.txstream.status.projection;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** How far this instance has projected its partitions. Consumer threads write it; any thread reads it. */
final class ProjectionProgress {

    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Map<Consumer<?, ?>, Set<TopicPartition>> assigned = new ConcurrentHashMap<>();

    /** Records that the group has assigned the consumer its partitions, which may be none. */
    void assigned(Consumer<?, ?> consumer, Set<TopicPartition> partitions) {
        assigned.put(consumer, Set.copyOf(partitions));
    }

    /** Records that the group has revoked the consumer's partitions. It has none until the next assignment. */
    void unassigned(Consumer<?, ?> consumer) {
        assigned.remove(consumer);
    }

    /** Returns the number of consumers of this instance that have their partitions. */
    int assignedConsumers() {
        return assigned.size();
    }

    /** Returns whether this instance has partitions, and a position in each of them. */
    boolean isKnown() {
        return assigned.values().stream().anyMatch(partitions -> !partitions.isEmpty())
                && assigned.values().stream().allMatch(positions.keySet()::containsAll);
    }

    /** Records that everything before the offset has been projected. */
    void projectedTo(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    void remove(TopicPartition partition) {
        positions.remove(partition);
    }

    /** Returns a copy: for each partition of this instance, the next offset to project. */
    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }
}
