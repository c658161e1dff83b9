package io.txstream.status.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Compares a batch with the positions of its consumer, on the consumer's thread. */
final class Positions {

    private Positions() {}

    /**
     * Returns whether a batch starts at the known offsets or after them, and ends before the consumer's positions. A
     * batch that was polled before its partition was seeked does not.
     *
     * @param known the known offsets of the partitions of the consumer
     */
    static boolean follow(Consumer<?, ?> consumer, Batch batch, Map<TopicPartition, StoredOffset> known) {
        return batch.partitions().stream().allMatch(partition -> {
            Batch.Span span = batch.span(partition);
            StoredOffset offset = known.get(partition);
            OptionalLong position = position(consumer, partition);
            return span != null
                    && offset != null
                    && span.first() >= offset.next()
                    && position.isPresent()
                    && position.getAsLong() >= span.end();
        });
    }

    /**
     * Returns the moves of all partitions of the consumer that the batch, or transaction markers, have taken further.
     * The batch has everything that was polled, so after it everything before the positions has been projected.
     *
     * @param known the known offsets of the partitions of the consumer
     */
    static List<OffsetMove> moves(Consumer<?, ?> consumer, Batch batch, Map<TopicPartition, StoredOffset> known) {
        List<OffsetMove> moves = new ArrayList<>();
        known.forEach((partition, offset) -> {
            Batch.Span span = batch.span(partition);
            long next = span == null ? offset.next() : span.end();
            long position = position(consumer, partition).orElse(next);
            long passed = Math.max(Math.max(offset.passed(), next), position);
            if (span != null || passed > offset.passed()) {
                Integer epoch = span == null ? offset.leaderEpoch() : span.leaderEpoch();
                moves.add(new OffsetMove(partition, offset.next(), next, passed, epoch));
            }
        });
        return moves;
    }

    /** Returns the next offset to poll; empty while the client validates it after a change of the leader. */
    private static OptionalLong position(Consumer<?, ?> consumer, TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException validating) {
            return OptionalLong.empty();
        }
    }
}
