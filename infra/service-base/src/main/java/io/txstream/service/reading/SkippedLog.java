package io.txstream.service.reading;

import io.txstream.service.SkippedRange;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The partitions with skipped ranges, as the log holds them now. Used by the starting thread, which it blocks. */
final class SkippedLog {

    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final int MAX_IDLE_POLLS = 30;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> starts;
    private final Map<TopicPartition, Long> ends;

    /**
     * Asks the broker for the bounds of the partitions.
     *
     * @param consumer must fetch a single batch, and return a single committed record, at a time
     */
    SkippedLog(KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        this.consumer = consumer;
        starts = consumer.beginningOffsets(partitions);
        ends = consumer.endOffsets(partitions); // that of a committed reader: the first open transaction ends it
    }

    /** Returns the first offset of a range's partition. */
    long start(SkippedRange range) {
        return starts.getOrDefault(range.topicPartition(), 0L);
    }

    /** @throws StartupProblemException if the log does not hold the whole range, or part of it is not committed */
    void requireHolds(SkippedRange range) {
        long end = ends.getOrDefault(range.topicPartition(), 0L);
        if (range.first() < start(range) || range.last() >= end) {
            throw new StartupProblemException(
                    "TXSTREAM_TOPICS_SKIP names %s, but %s holds offsets %d to %d"
                            .formatted(range, range.topicPartition(), start(range), end - 1),
                    SkipPlanner.CORRECT);
        }
    }

    /**
     * Returns the position after the last readable record before a range.
     *
     * @param from where to begin, at most the range's first offset; returned if there is no such record
     */
    long endOfReadable(SkippedRange range, long from) {
        TopicPartition partition = range.topicPartition();
        consumer.assign(Set.of(partition));
        consumer.seek(partition, from);
        long end = from;
        int idle = 0;
        for (long position = from; position < range.first(); position = consumer.position(partition)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                end = record.offset() + 1;
            }
            idle = consumer.position(partition) > position ? 0 : idle + 1;
            if (idle > MAX_IDLE_POLLS) {
                throw new StartupProblemException(
                        "%s cannot be read from offset %d".formatted(partition, position),
                        "make the brokers that hold it available");
            }
        }
        return end;
    }
}
