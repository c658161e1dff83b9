package io.txstream.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads whole topics into memory: committed records only, from the beginning to the end offsets at the time of the
 * call. Every method fails with an {@link IllegalStateException} that says what could not be read within a minute.
 */
public final class TopicReader {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(1);

    private final String bootstrapServers;
    private final Duration timeout;

    public TopicReader(String bootstrapServers) {
        this(bootstrapServers, READ_TIMEOUT);
    }

    /**
     * Creates a reader that gives up earlier or later.
     *
     * @param timeout of each request, and of reading a topic
     */
    public TopicReader(String bootstrapServers, Duration timeout) {
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
    }

    /** Returns every record of a topic. Records of one partition are in offset order. */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        try (var consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return readTo(consumer, consumer.endOffsets(partitions));
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "%s cannot be read from %s within %d s".formatted(topic, bootstrapServers, timeout.toSeconds()), e);
        }
    }

    /** Returns whether no transaction is open on any of the topics, so that {@link #readAll} returns every record. */
    public boolean allIsCommitted(List<String> topics) {
        return topics.stream().allMatch(topic -> stableEnds(topic).equals(ends(topic, "read_uncommitted")));
    }

    /** Returns the first offset of the oldest open transaction of each partition; the end without one. */
    public Map<TopicPartition, Long> stableEnds(String topic) {
        return ends(topic, "read_committed");
    }

    private Map<TopicPartition, Long> ends(String topic, String isolation) {
        try (var consumer = consumer(isolation)) {
            return consumer.endOffsets(partitions(consumer, topic));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis(),
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** Compares positions, not records, with the end: a partition may end in transaction markers. */
    private List<ConsumerRecord<byte[], byte[]>> readTo(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long start = System.nanoTime();
        for (Map<TopicPartition, Long> unread = unread(consumer, ends);
                !unread.isEmpty();
                unread = unread(consumer, ends)) {
            if (System.nanoTime() - start > timeout.toNanos()) {
                throw new IllegalStateException(
                        "after %d s, the records from these offsets to the end could not be read: %s"
                                .formatted(timeout.toSeconds(), unread));
            }
            consumer.poll(POLL_TIMEOUT).forEach(records::add);
        }
        return records;
    }

    /** Returns the position in each partition that has not been read to its end. */
    private static Map<TopicPartition, Long> unread(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey()) < end.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toMap(partition -> partition, consumer::position));
    }
}
