package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The next offset to project of each partition assigned to this instance, as last read from or written to the database.
 * Only partitions with a known offset may be projected. Their positions are what metrics and health show: they remain
 * when an offset becomes unknown.
 *
 * <p>All consumer threads of this instance share this object, but only one of them uses any one partition. Methods that
 * read the database block the calling thread for at most {@link Budgets#READ}. Any thread may read the positions.
 */
final class AssignedOffsets {

    /** How often the stored offsets are compared with the known ones, also while the consumer is idle. */
    static final Duration REFRESH_INTERVAL = Duration.ofSeconds(2);

    private final ProjectionStore store;
    private final LongSupplier nanoTime;
    private final Map<Consumer<?, ?>, Set<TopicPartition>> assigned = new ConcurrentHashMap<>();
    private final Map<TopicPartition, StoredOffset> known = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private final Map<Consumer<?, ?>, Long> lastRefresh = new ConcurrentHashMap<>();

    /** @param nanoTime the elapsed time in nanoseconds, from any origin */
    AssignedOffsets(ProjectionStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /**
     * Adds the partitions that the group has assigned to the consumer. Their offsets are unknown until they are
     * {@linkplain #refresh read}. Until then the consumer is at the end of the log: it needs a position, and records
     * from there are not projected.
     */
    void assign(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        invalidate(partitions);
        assigned.put(consumer, Set.copyOf(consumer.assignment()));
        if (!partitions.isEmpty()) {
            consumer.seekToEnd(partitions);
        }
    }

    /** Removes the partitions that the consumer has lost. It counts as without any until the next assignment. */
    void release(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        assigned.remove(consumer);
        lastRefresh.remove(consumer);
        invalidate(partitions);
        positions.keySet().removeAll(partitions);
    }

    /**
     * Does a {@link #refresh} if an offset of the consumer is unknown, and every {@link #REFRESH_INTERVAL} because the
     * tables can be changed from outside.
     */
    Set<TopicPartition> refreshIfDue(Consumer<?, ?> consumer) {
        Long last = lastRefresh.get(consumer);
        boolean due = last == null || nanoTime.getAsLong() - last >= REFRESH_INTERVAL.toNanos();
        return due || !areKnown(consumer.assignment()) ? refresh(consumer) : Set.of();
    }

    /**
     * Reads the stored offsets of all partitions of the consumer, and seeks it where they are not the known ones.
     *
     * @return the partitions that were seeked; records of them that were polled before must not be projected
     * @throws RuntimeException if the database fails or does not answer in time; nothing was seeked then
     */
    Set<TopicPartition> refresh(Consumer<?, ?> consumer) {
        return refresh(consumer, List.of());
    }

    /** Like {@link #refresh(Consumer)}, and seeks the given partitions in any case. */
    Set<TopicPartition> refresh(Consumer<?, ?> consumer, Collection<TopicPartition> always) {
        Set<TopicPartition> own = consumer.assignment();
        if (own.isEmpty()) {
            return Set.of();
        }
        Map<TopicPartition, StoredOffset> stored =
                requireNonNull(store.offsets(own).block(Budgets.READ));
        lastRefresh.put(consumer, nanoTime.getAsLong());
        Set<TopicPartition> seeked = new HashSet<>();
        stored.forEach((partition, offset) -> {
            StoredOffset before = known.put(partition, offset);
            if (before == null || before.next() != offset.next() || always.contains(partition)) {
                consumer.seek(partition, offset.position());
                positions.put(partition, offset.passed());
                seeked.add(partition);
            }
        });
        return seeked;
    }

    /** Returns whether the offsets of all these partitions are known. */
    boolean areKnown(Collection<TopicPartition> partitions) {
        return known.keySet().containsAll(partitions);
    }

    /** Returns a copy of the known offsets of the partitions of the consumer. */
    Map<TopicPartition, StoredOffset> knownOf(Consumer<?, ?> consumer) {
        Map<TopicPartition, StoredOffset> own = new HashMap<>(known);
        own.keySet().retainAll(consumer.assignment());
        return own;
    }

    /** Applies moves that the database has committed. */
    void apply(List<OffsetMove> moves) {
        for (OffsetMove move : moves) {
            known.computeIfPresent(
                    move.partition(),
                    (partition, offset) ->
                            new StoredOffset(move.next(), move.passed(), offset.topicId(), move.leaderEpoch()));
            positions.put(move.partition(), move.passed());
        }
    }

    /** Marks the offsets of the partitions as unknown, so that they are read again before the next batch. */
    void invalidate(Collection<TopicPartition> partitions) {
        known.keySet().removeAll(partitions);
    }

    /** Returns the number of consumers of this instance that have their partitions, which may be none. */
    int consumers() {
        return assigned.size();
    }

    /** Returns a copy: for each partition of this instance, the offset before which everything was projected. */
    Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    /** Returns whether this instance has partitions, and a position in each of them. */
    boolean hasPositions() {
        return assigned.values().stream().anyMatch(partitions -> !partitions.isEmpty())
                && assigned.values().stream().allMatch(positions.keySet()::containsAll);
    }
}
