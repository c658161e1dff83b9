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

    /** Without a newer sample the lag is unknown. */
    static final Duration MAX_AGE = Duration.ofSeconds(30);

    /** A partition has been behind since the instant, and is until the projection reaches the offset {@code end}. */
    private record Behind(Instant since, long end) {}

    private final Map<TopicPartition, Behind> behind = new HashMap<>();
    private long records;
    private long uncommitted;
    private Instant sampledAt = Instant.MIN;

    /**
     * Adds a sample.
     *
     * @param ends the end offsets of the partitions in the log, open transactions included
     * @param stableEnds the offsets at which the first open transaction begins, read shortly before the ends
     * @param positions the next offsets to project; a partition that is not among them has no lag
     */
    synchronized void sample(
            Instant now,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, Long> stableEnds,
            Map<TopicPartition, Long> positions) {
        sampledAt = now;
        records = 0;
        uncommitted = 0;
        behind.keySet().retainAll(positions.keySet());
        positions.forEach((partition, position) -> {
            long end = ends.getOrDefault(partition, position);
            records += Math.max(0, end - position);
            uncommitted += Math.max(0, end - stableEnds.getOrDefault(partition, end));
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

    /** Returns the offsets, among those of the lag, that are behind the begin of an open transaction. */
    synchronized long uncommittedRecords() {
        return uncommitted;
    }

    /** Returns whether the last sample is at most {@link #MAX_AGE} old. */
    synchronized boolean isFresh(Instant now) {
        return sampledAt.isAfter(now.minus(MAX_AGE));
    }

    /** Returns the lag of the partition that has been behind for the longest time; zero if none is behind. */
    synchronized Duration time(Instant now) {
        return behind.values().stream()
                .map(partition -> Duration.between(partition.since(), now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
