package io.txstream.status.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the projection is behind the topics, computed from samples of both. The lag in records counts offsets,
 * including those of transaction markers. The lag in time is how long a partition has been behind; it is exact to one
 * sampling interval. One thread samples; any thread reads.
 */
final class ProjectionLag {

    /** A partition has been behind since the instant, and is until the projection reaches the offset {@code end}. */
    private record Behind(Instant since, long end) {}

    private final Map<TopicPartition, Behind> behind = new HashMap<>();
    private long records;

    /**
     * Adds a sample.
     *
     * @param ends the end offsets of the partitions in the log
     * @param positions the next offsets to project; a partition that is not among them has no lag
     */
    synchronized void sample(Instant now, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> positions) {
        records = 0;
        behind.keySet().retainAll(positions.keySet());
        positions.forEach((partition, position) -> {
            long end = ends.getOrDefault(partition, position);
            records += Math.max(0, end - position);
            behind.compute(partition, (key, before) -> {
                if (position >= end) {
                    return null;
                }
                return before == null || position >= before.end() ? new Behind(now, end) : before;
            });
        });
    }

    /** Returns the lag of all partitions together, in offsets. */
    synchronized long records() {
        return records;
    }

    /** Returns the lag of the partition that has been behind for the longest time; zero if none is behind. */
    synchronized Duration time(Instant now) {
        return behind.values().stream()
                .map(partition -> Duration.between(partition.since(), now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
