package io.txstream.service.reading;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** What {@link BoundedConsumer} returns in place of records that it does not read. */
final class Placeholders {

    private Placeholders() {}

    /** Returns a placeholder for each offset from {@code first} to {@code next} - 1, and the position after them. */
    static ConsumerRecords<byte[], byte[]> of(TopicPartition partition, long first, long next) {
        List<ConsumerRecord<byte[], byte[]>> placeholders = LongStream.range(first, next)
                .mapToObj(offset -> placeholder(partition, offset))
                .toList();
        return new ConsumerRecords<>(Map.of(partition, placeholders), Map.of(partition, new OffsetAndMetadata(next)));
    }

    private static ConsumerRecord<byte[], byte[]> placeholder(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                0,
                TimestampType.LOG_APPEND_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }
}
