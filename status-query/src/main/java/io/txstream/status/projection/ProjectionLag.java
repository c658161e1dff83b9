package io.txstream.status.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the projection is behind the topics, from samples of both. In records it counts offsets, which transaction
 * markers share. In time it is for how long something has been known to be missing, so it is right to within one
 * sampling interval. Sampled by one thread, read by any.
 */
final class ProjectionLag {

    /** Something was missing at {@code since}, and is until {@code end} is folded in. */
    private record Behind(Instant since, long end) {}

    private final Map<TopicPartition, Behind> behind = new HashMap<>();
    private long records;

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

    synchronized long records() {
        return records;
    }

    synchronized Duration time(Instant now) {
        return behind.values().stream()
                .map(partition -> Duration.between(partition.since(), now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
