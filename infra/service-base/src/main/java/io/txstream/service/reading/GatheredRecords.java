package io.txstream.service.reading;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The records of several steps, which one poll returns together. Used by one thread. */
final class GatheredRecords {

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();
    private int count;
    private long bytes;

    /** Adds the records of a step. In each partition they follow those of the steps before. */
    void add(ConsumerRecords<byte[], byte[]> step) {
        for (TopicPartition partition : step.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> added = step.records(partition);
            records.computeIfAbsent(partition, unused -> new ArrayList<>()).addAll(added);
            count += added.size();
            added.forEach(record -> bytes += size(record));
        }
        nextOffsets.putAll(step.nextOffsets());
    }

    /** Returns the first gathered offset of each partition. */
    Map<TopicPartition, Long> firstOffsets() {
        var first = new HashMap<TopicPartition, Long>();
        records.forEach(
                (partition, gathered) -> first.put(partition, gathered.get(0).offset()));
        return first;
    }

    /** Drops the records of partitions, which are read again. */
    void drop(Collection<TopicPartition> partitions) {
        records.keySet().removeAll(partitions);
        nextOffsets.keySet().removeAll(partitions);
    }

    /** Returns whether the bounds allow another step. */
    boolean hasRoom(PollBounds bounds) {
        return count < bounds.maxRecords() && bytes < bounds.maxBytes();
    }

    ConsumerRecords<byte[], byte[]> toRecords() {
        return new ConsumerRecords<>(records, nextOffsets);
    }

    private static long size(ConsumerRecord<byte[], byte[]> record) {
        long size = (long) Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        for (Header header : record.headers()) {
            size += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return size;
    }
}
