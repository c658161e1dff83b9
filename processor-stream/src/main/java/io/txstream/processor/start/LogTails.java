package io.txstream.processor.start;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last committed records of a kind in each partition. Reads from a number of offsets before the end, and from
 * ten times as many as long as none is found.
 */
final class LogTails {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final int MAX_IDLE_POLLS = 150;

    private final Consumer<byte[], byte[]> consumer;

    /** Takes a consumer of committed records without a group. */
    LogTails(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * What to look for.
     *
     * @param offsets how many offsets before the end are read at least, 1 or more
     * @param read returns the value of a record, or null if it is not of the kind
     * @param merge combines the value of earlier records with that of a later one
     */
    record Kind<T>(long offsets, Function<ConsumerRecord<byte[], byte[]>, @Nullable T> read, BinaryOperator<T> merge) {}

    /**
     * Returns the merged value of the last records in each partition that has any.
     *
     * @throws TimeoutException if the broker returns nothing for 30 s
     */
    <T> Map<TopicPartition, T> of(Collection<TopicPartition> partitions, Kind<T> kind) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        var found = new HashMap<TopicPartition, T>();
        Set<TopicPartition> open = new HashSet<>(partitions);
        for (long window = kind.offsets(); !open.isEmpty(); window *= 10) {
            consumer.assign(open);
            for (TopicPartition partition : open) {
                consumer.seek(partition, Math.max(start(starts, partition), start(ends, partition) - window));
            }
            readTo(ends, open, kind, found);
            long size = window;
            open.removeIf(partition ->
                    found.containsKey(partition) || start(ends, partition) - size <= start(starts, partition));
        }
        return found;
    }

    private static long start(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    private <T> void readTo(
            Map<TopicPartition, Long> ends, Set<TopicPartition> open, Kind<T> kind, Map<TopicPartition, T> found) {
        int idle = 0;
        while (open.stream().anyMatch(partition -> consumer.position(partition) < start(ends, partition))) {
            var records = consumer.poll(POLL_TIMEOUT);
            idle = records.isEmpty() ? idle + 1 : 0;
            if (idle > MAX_IDLE_POLLS) {
                throw new TimeoutException("the broker returns no records of " + open);
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                T value = kind.read().apply(record);
                if (value != null) {
                    found.merge(new TopicPartition(record.topic(), record.partition()), value, kind.merge());
                }
            }
        }
    }
}
