package io.txstream.processor.progress;

import io.txstream.contract.UtcTimestamp;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Gives every received record a valid time, and remembers its leader epoch, which Kafka Streams passes to no processor.
 *
 * <p>Kafka's own extractor throws on a negative timestamp, and the partition would stop. See
 * {@link UtcTimestamp#ofRecord}.
 *
 * <p>One object serves all tasks. Kafka Streams calls it on the task's stream thread with each record, in order, when
 * the record becomes the next of its partition: at most one record ahead of the processors ({@code RecordQueue}). So
 * the last two records of each partition are enough.
 */
public final class ReceivedTime implements TimestampExtractor {

    private final Map<Integer, LastTwo> byPartition = new ConcurrentHashMap<>();

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        int epoch = record.leaderEpoch().orElse(Decided.UNKNOWN_EPOCH);
        byPartition
                .computeIfAbsent(record.partition(), partition -> new LastTwo())
                .add(record.offset(), epoch);
        return UtcTimestamp.ofRecord(record.timestamp()).toEpochMilli();
    }

    /** Returns the leader epoch of a record that is being processed, or {@link Decided#UNKNOWN_EPOCH}. */
    int leaderEpoch(int partition, long offset) {
        LastTwo records = byPartition.get(partition);
        return records == null ? Decided.UNKNOWN_EPOCH : records.epochOf(offset);
    }

    /** Synchronized, since a partition can move to another thread of this process. */
    private static final class LastTwo {

        private long offset = -1;
        private long previousOffset = -1;
        private int epoch = Decided.UNKNOWN_EPOCH;
        private int previousEpoch = Decided.UNKNOWN_EPOCH;

        synchronized void add(long newOffset, int newEpoch) {
            previousOffset = offset;
            previousEpoch = epoch;
            offset = newOffset;
            epoch = newEpoch;
        }

        synchronized int epochOf(long wanted) {
            if (wanted == offset) {
                return epoch;
            }
            return wanted == previousOffset ? previousEpoch : Decided.UNKNOWN_EPOCH;
        }
    }
}
