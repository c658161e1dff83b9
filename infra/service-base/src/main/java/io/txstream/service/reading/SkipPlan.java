package io.txstream.service.reading;

import io.txstream.service.SkippedRange;
import io.txstream.service.StartupProblemException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The skipped ranges, as {@link SkipPlanner} has found them in the log. Immutable; used by any thread.
 *
 * @param skips in the order of partitions and offsets
 */
public record SkipPlan(List<Skip> skips) {

    /** Nothing is skipped. */
    public static final SkipPlan NONE = new SkipPlan(List.of());

    /**
     * One range.
     *
     * @param from the position after the last record before the range. Between it and the range there are at most
     *     transaction markers and aborted records, and a poll from there would read into the range
     * @param pending whether the reader had not passed the range when the plan was made
     */
    record Skip(SkippedRange range, long from, boolean pending) {

        Skip {
            if (from > range.first()) {
                throw new IllegalArgumentException("from " + from + " is in " + range);
            }
        }

        /** Returns whether the next record that a reader at this position gets would be of the range. */
        boolean isNextAt(long position) {
            return from <= position && position <= range.last();
        }
    }

    public SkipPlan {
        skips = List.copyOf(skips);
    }

    boolean isEmpty() {
        return skips.isEmpty();
    }

    /** Returns whether a range was ahead of the reader when the plan was made. The answer never changes. */
    boolean isPending() {
        return skips.stream().anyMatch(Skip::pending);
    }

    Set<TopicPartition> partitions() {
        return skips.stream().map(skip -> skip.range().topicPartition()).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns the range that a reader of the partition has reached, or null.
     *
     * @throws StartupProblemException if the reader was set back to before a range that it had passed at its start: it
     *     decompresses several records at a time, and would read into the range
     */
    @Nullable
    SkippedRange nextAt(TopicPartition partition, long position) {
        for (Skip skip : skips) {
            if (skip.range().topicPartition().equals(partition)) {
                if (!skip.pending() && position <= skip.range().last()) {
                    throw rewound(skip.range(), position);
                }
                if (skip.isNextAt(position)) {
                    return skip.range();
                }
            }
        }
        return null;
    }

    private static StartupProblemException rewound(SkippedRange range, long position) {
        return new StartupProblemException(
                "%s is read again from offset %d, but TXSTREAM_TOPICS_SKIP names %s, which this process had passed"
                        .formatted(range.topicPartition(), position, range),
                "start it again: the start plans to pass over these offsets");
    }
}
