package io.txstream.processor.opentransactions;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What open transactions hold back, partition by partition. A partition is held back while its last stable offset is
 * before its end, since committed readers cannot read past that offset. Thread-safe.
 */
final class OpenTransactions {

    /** How long a transaction is open before a warning. Those of a healthy processor last less than a second. */
    static final Duration WARN_AFTER = Duration.ofSeconds(5);

    /** The shortest time between two warnings about one transaction. */
    static final Duration WARN_INTERVAL = Duration.ofMinutes(1);

    /**
     * The bounds of a partition at one time.
     *
     * @param stable the last stable offset: the first offset of the oldest open transaction, or the end
     * @param end the offset after the last record
     */
    record Bounds(long stable, long end) {}

    /**
     * An open transaction that holds back a partition.
     *
     * @param startOffset its first offset in the partition
     * @param heldBack how many offsets committed readers cannot reach
     * @param open how long it has been seen
     */
    record Holder(TopicPartition partition, long startOffset, long heldBack, Duration open) {}

    /** A transaction since it was first seen. */
    private record Seen(long startOffset, long end, Instant since, Instant nextWarning) {

        Seen at(long newEnd) {
            return new Seen(startOffset, newEnd, since, nextWarning);
        }

        Seen warned(Instant now) {
            return new Seen(startOffset, end, since, now.plus(WARN_INTERVAL));
        }
    }

    private final Map<TopicPartition, Seen> seen = new HashMap<>();

    /**
     * Takes the bounds of all partitions at a time, and returns the transactions to warn about.
     *
     * @param bounds by partition
     */
    synchronized List<Holder> sample(Instant now, Map<TopicPartition, Bounds> bounds) {
        seen.keySet().retainAll(bounds.keySet());
        List<Holder> warnings = new ArrayList<>();
        bounds.forEach((partition, at) -> {
            Seen open = update(partition, at, now);
            if (open != null && !open.nextWarning().isAfter(now)) {
                seen.put(partition, open.warned(now));
                warnings.add(new Holder(
                        partition,
                        open.startOffset(),
                        open.end() - open.startOffset(),
                        Duration.between(open.since(), now)));
            }
        });
        return warnings;
    }

    /** Returns how many offsets are held back in all partitions together. */
    synchronized long heldBack() {
        return seen.values().stream()
                .mapToLong(open -> open.end() - open.startOffset())
                .sum();
    }

    /** Returns how long the oldest open transaction has been seen, in seconds; 0 if none is open. */
    synchronized double oldestSeconds(Instant now) {
        return seen.values().stream()
                        .mapToLong(open -> Duration.between(open.since(), now).toMillis())
                        .max()
                        .orElse(0)
                / 1000.0;
    }

    private @Nullable Seen update(TopicPartition partition, Bounds at, Instant now) {
        if (at.stable() >= at.end()) {
            seen.remove(partition);
            return null;
        }
        Seen before = seen.get(partition);
        Seen open = before != null && before.startOffset() == at.stable()
                ? before.at(at.end())
                : new Seen(at.stable(), at.end(), now, now.plus(WARN_AFTER));
        seen.put(partition, open);
        return open;
    }
}
