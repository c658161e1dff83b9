package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import reactor.util.retry.Retry;

/**
 * The next offset to project of each partition assigned to this instance, as last read from or written to the database.
 * Only partitions with a known offset may be projected.
 *
 * <p>All consumer threads of this instance share this object, but only one of them uses any one partition. Methods that
 * read the database block the calling thread.
 */
final class AssignedOffsets {

    /** The longest time that a read of the stored offsets blocks, retries included. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration READ_ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    private static final Retry RETRY_UNTIL_READ_TIMEOUT =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(4));

    private final ProjectionStore store;
    private final ProjectionProgress progress;
    private final Map<TopicPartition, Long> nextOffsets = new ConcurrentHashMap<>();

    AssignedOffsets(ProjectionStore store, ProjectionProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    /** Adds the partitions that the group has assigned to the consumer, and seeks to their stored offsets. */
    void assign(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        progress.assigned(consumer);
        seekToStored(consumer, partitions);
    }

    /** Removes the partitions that the consumer has lost. */
    void release(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        progress.unassigned(consumer);
        partitions.forEach(nextOffsets::remove);
        partitions.forEach(progress::remove);
    }

    /**
     * Reads the stored offsets of the partitions and seeks the consumer to them. Retries while the database fails.
     *
     * @throws RuntimeException if the offsets could not be read within {@link #READ_TIMEOUT}
     */
    void seekToStored(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> stored = requireNonNull(store.nextOffsets(partitions)
                .timeout(READ_ATTEMPT_TIMEOUT)
                .retryWhen(RETRY_UNTIL_READ_TIMEOUT)
                .block(READ_TIMEOUT));
        // Seeking a partition that is not assigned throws, and the group may have revoked some in the meantime.
        stored.keySet().retainAll(consumer.assignment());
        stored.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            nextOffsets.put(partition, offset);
            progress.projectedTo(partition, offset);
        });
    }

    /** Seeks those assigned partitions whose offset is unknown, because an earlier read or write failed. */
    void seekUnknown(Consumer<?, ?> consumer) {
        List<TopicPartition> unknown = consumer.assignment().stream()
                .filter(partition -> !nextOffsets.containsKey(partition))
                .toList();
        if (!unknown.isEmpty()) {
            seekToStored(consumer, unknown);
        }
    }

    /** Returns whether the offsets of all these partitions are known. */
    boolean areKnown(Collection<TopicPartition> partitions) {
        return nextOffsets.keySet().containsAll(partitions);
    }

    /**
     * Returns the compare-and-set moves to the given offsets. A move never lowers an offset.
     *
     * @param ends for each partition the offset after its last record; all must be {@linkplain #areKnown known}
     */
    List<OffsetMove> movesTo(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .map(end -> moveTo(end.getKey(), end.getValue()))
                .toList();
    }

    private OffsetMove moveTo(TopicPartition partition, long end) {
        long expected = requireNonNull(nextOffsets.get(partition));
        return new OffsetMove(partition, expected, Math.max(expected, end));
    }

    /** Applies moves that the database has committed. */
    void apply(List<OffsetMove> moves) {
        moves.forEach(move -> nextOffsets.put(move.partition(), move.next()));
    }

    /** Marks the offsets of the partitions as unknown, so that they are read again before the next batch. */
    void invalidate(Collection<TopicPartition> partitions) {
        nextOffsets.keySet().removeAll(partitions);
    }

    /**
     * Reports the consumer's positions as progress. Everything before them has been projected. Positions move past
     * transaction markers too, although these are not records.
     */
    void reportPositions(Consumer<?, ?> consumer) {
        consumer.assignment().stream()
                .filter(nextOffsets::containsKey)
                .forEach(partition -> progress.projectedTo(partition, consumer.position(partition)));
    }
}
