package io.txstream.status.projection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** How far this instance has folded its partitions in. Written by consumer threads, read by any. */
final class ProjectionProgress {

    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private volatile boolean everAssigned;

    /** The group has given this instance partitions for the first time, if only none. */
    void assigned() {
        everAssigned = true;
    }

    boolean isAssigned() {
        return everAssigned;
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
