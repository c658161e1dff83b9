package io.txstream.status.projection;

import io.txstream.contract.ProcessedEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The records of one poll, folded into rows. */
final class Batch {

    /**
     * The offsets of one partition.
     *
     * @param first the offset of its first record
     * @param end the offset after its last record
     * @param leaderEpoch the leader epoch of its last record; null if the broker did not send it
     */
    record Span(long first, long end, @Nullable Integer leaderEpoch) {

        private Span through(Span later) {
            return new Span(first, later.end, later.leaderEpoch);
        }
    }

    private final Fold fold;
    private final Map<TopicPartition, Span> spans = new HashMap<>();

    Batch(List<ConsumerRecord<byte[], byte[]>> records, int partitions) {
        fold = new Fold(partitions);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            fold.add(record);
            Integer epoch = record.leaderEpoch().orElse(null);
            spans.merge(
                    new TopicPartition(record.topic(), record.partition()),
                    new Span(record.offset(), record.offset() + 1, epoch),
                    Span::through);
        }
    }

    Collection<Row> rows() {
        return fold.rows();
    }

    /** Returns the last processed event of the batch; null if it has none. */
    @Nullable
    ProcessedEvent lastProcessed() {
        return fold.lastProcessed();
    }

    Set<TopicPartition> partitions() {
        return spans.keySet();
    }

    /** Returns the offsets of a partition; null if the batch has no record of it. */
    @Nullable
    Span span(TopicPartition partition) {
        return spans.get(partition);
    }
}
