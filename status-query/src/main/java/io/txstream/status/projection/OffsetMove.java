package io.txstream.status.projection;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A compare-and-set of the stored offset of one partition.
 *
 * @param expected the stored offset that this consumer last read or wrote; if it has changed, the move fails
 * @param next the offset after the last record of the batch
 * @param passed the position of the consumer, at least {@code next}
 * @param leaderEpoch the leader epoch of the record before {@code next}; null if unknown
 */
record OffsetMove(
        TopicPartition partition,
        long expected,
        long next,
        long passed,
        @Nullable Integer leaderEpoch) {

    /** Returns a move past the last record of a batch. */
    static OffsetMove to(TopicPartition partition, long expected, long next) {
        return new OffsetMove(partition, expected, next, next, null);
    }
}
