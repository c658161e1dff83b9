package io.txstream.status.projection;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** How far this instance has folded its partitions in. Written by consumer threads, read by any. */
final class ProjectionProgress {

    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Set<Consumer<?, ?>> joined = ConcurrentHashMap.newKeySet();

    /** The group has given the consumer its partitions, if only none. */
    void joined(Consumer<?, ?> consumer) {
        joined.add(consumer);
    }

    /** The group has taken the consumer's partitions away; it has none until it has joined again. */
    void left(Consumer<?, ?> consumer) {
        joined.remove(consumer);
    }

    int joinedConsumers() {
        return joined.size();
    }

    /** Everything before the offset is folded in. */
    void reached(TopicPartition partition, long offset) {
        positions.put(partition, offset);
    }

    void forget(TopicPartition partition) {
        positions.remove(partition);
    }

    /** The partitions of this instance and the offset that each is folded in up to, as a copy. */
    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }
}
