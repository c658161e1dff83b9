package io.txstream.service.reading;

import io.txstream.contract.Topics;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.SkippedRange;
import io.txstream.service.StartupProblemException;
import io.txstream.service.reading.SkipPlan.Skip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks skipped ranges against the log and against the position of their reader, and finds where each begins. Called
 * once at start, on the starting thread, and blocks it. Asks the broker only if a range is configured.
 */
public final class SkipPlanner {

    /** How far before a range the last readable record is looked up. Normally it is the offset just before. */
    static final long LOOK_BACK = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(SkipPlanner.class);
    static final String CORRECT = "correct TXSTREAM_TOPICS_SKIP, or remove it";

    /** Returns the next offset that a reader will read of each partition; no entry for a partition never read. */
    @FunctionalInterface
    public interface Positions {
        Map<TopicPartition, Long> of(Set<TopicPartition> partitions);
    }

    private final Map<String, Object> settings;

    /**
     * Does not connect.
     *
     * @param settings those of the reader's consumer, with its group
     */
    public SkipPlanner(Map<String, Object> settings) {
        this.settings = new HashMap<>(settings);
        this.settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // It joins no group, and the assignor of Kafka Streams works only within a stream.
        this.settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        // One record of one batch at a time: nothing after the position is decompressed.
        this.settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        this.settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1);
    }

    /**
     * Plans for a reader whose position is what its consumer group has committed.
     *
     * @param maxDistance how many offsets a range may be ahead of the position
     * @throws StartupProblemException if a range is not in the log, or further ahead
     */
    public SkipPlan planForGroup(SkippedOffsets skipped, long maxDistance) {
        if (skipped.isEmpty()) {
            return SkipPlan.NONE;
        }
        try (var consumer = consumer()) {
            return plan(skipped, consumer, partitions -> committed(consumer, partitions), maxDistance);
        }
    }

    /**
     * Plans for a reader that stores its positions elsewhere. A range may be any distance ahead.
     *
     * @throws StartupProblemException if a range is not in the log
     */
    public SkipPlan plan(SkippedOffsets skipped, Positions positions) {
        if (skipped.isEmpty()) {
            return SkipPlan.NONE;
        }
        try (var consumer = consumer()) {
            return plan(skipped, consumer, positions, Long.MAX_VALUE);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<TopicPartition, Long> committed(
            KafkaConsumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        consumer.committed(partitions).forEach((partition, committed) -> {
            if (committed != null) {
                positions.put(partition, committed.offset());
            }
        });
        return positions;
    }

    private static SkipPlan plan(
            SkippedOffsets skipped, KafkaConsumer<byte[], byte[]> consumer, Positions positions, long maxDistance) {
        requirePartitions(skipped, consumer.partitionsFor(Topics.RECEIVED).size());
        Set<TopicPartition> partitions =
                skipped.ranges().stream().map(SkippedRange::topicPartition).collect(Collectors.toSet());
        Map<TopicPartition, Long> next = positions.of(partitions);
        var log = new SkippedLog(consumer, partitions);
        List<Skip> skips = new ArrayList<>();
        for (SkippedRange range : skipped.ranges()) {
            long start = Math.max(log.start(range), endOfEarlier(skips, range));
            long position = Math.max(start, next.getOrDefault(range.topicPartition(), 0L));
            if (position <= range.last()) { // a range that was passed may have been deleted by retention
                log.requireHolds(range);
            }
            skips.add(plan(range, position, start, maxDistance, log));
        }
        return new SkipPlan(skips);
    }

    /** Returns the position after the range before this one in the same partition, or 0. */
    private static long endOfEarlier(List<Skip> skips, SkippedRange range) {
        return skips.stream()
                .map(Skip::range)
                .filter(earlier -> earlier.partition() == range.partition())
                .mapToLong(earlier -> earlier.last() + 1)
                .max()
                .orElse(0);
    }

    private static Skip plan(SkippedRange range, long position, long start, long maxDistance, SkippedLog log) {
        if (position > range.last()) {
            LOG.atInfo()
                    .addKeyValue("range", range)
                    .addKeyValue("position", position)
                    .log("the range of txstream.topics.skip has been passed already");
            return new Skip(range, range.first(), false);
        }
        if (range.first() - position > maxDistance) {
            throw new StartupProblemException(
                    "TXSTREAM_TOPICS_SKIP names %s, but the committed position of partition %d is %d"
                            .formatted(range, range.partition(), position),
                    "start without it until the service fails at that offset, or " + CORRECT);
        }
        long lookBack = Math.max(start, Math.max(range.first() - LOOK_BACK, Math.min(position, range.first())));
        return new Skip(range, log.endOfReadable(range, lookBack), true);
    }

    private static void requirePartitions(SkippedOffsets skipped, int partitions) {
        for (SkippedRange range : skipped.ranges()) {
            if (range.partition() >= partitions) {
                throw new StartupProblemException(
                        "TXSTREAM_TOPICS_SKIP names %s, but %s has %d partitions"
                                .formatted(range, Topics.RECEIVED, partitions),
                        CORRECT);
            }
        }
    }
}
