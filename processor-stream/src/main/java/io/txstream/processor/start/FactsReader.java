package io.txstream.processor.start;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.TopicIdentity;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the {@link PartitionFacts} of all partitions. */
final class FactsReader {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The last one counts. Each commit writes it, with few other records. */
    private static final LogTails.Kind<Decided> DECIDED =
            new LogTails.Kind<>(200, FactsReader::decided, (earlier, later) -> later);

    /** Events are in the order of their due times, so with wrong clocks or delays the last is not of the last record. */
    static final LogTails.Kind<Long> PROCESSED = new LogTails.Kind<>(10_000, FactsReader::receivedNext, Math::max);

    private final BrokerState broker;
    private final Consumer<byte[], byte[]> consumer;
    private final StateTopics state;
    private final TopicIdentity received;

    /**
     * @param consumer reads committed records, without a group, and never resets an offset
     */
    FactsReader(BrokerState broker, Consumer<byte[], byte[]> consumer, StateTopics state, TopicIdentity received) {
        this.broker = broker;
        this.consumer = consumer;
        this.state = state;
        this.received = received;
    }

    /** Progress is read before the offsets: should another instance commit in between, the offsets are newer. */
    List<PartitionFacts> read() {
        Map<TopicPartition, Decided> decided = decided();
        Map<TopicPartition, Long> committed = broker.committed();
        Set<String> missing = new HashSet<>(state.others());
        missing.removeAll(broker.existing(state.others()).keySet());
        List<TopicPartition> partitions = partitions(Topics.RECEIVED);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = broker.logEnds(partitions);
        Map<TopicPartition, Long> processed = processedNext(decided);
        return partitions.stream()
                .map(partition -> {
                    Decided progress = decided.get(partition);
                    long start = requireNonNull(starts.get(partition));
                    long end = requireNonNull(ends.get(partition));
                    Long next = processed.get(partition);
                    return new PartitionFacts(
                            partition.partition(),
                            received.id(),
                            start,
                            end,
                            committed.get(partition),
                            progress,
                            divergedAt(partition, progress, start),
                            next == null ? OptionalLong.empty() : OptionalLong.of(next),
                            missing);
                })
                .toList();
    }

    /** Returns the progress records by received partition. */
    private Map<TopicPartition, Decided> decided() {
        int changelogPartitions = broker.existing(List.of(state.progress())).getOrDefault(state.progress(), 0);
        List<TopicPartition> changelog = IntStream.range(0, Math.min(changelogPartitions, received.partitions()))
                .mapToObj(partition -> new TopicPartition(state.progress(), partition))
                .toList();
        Map<TopicPartition, Decided> found = new LogTails(consumer).of(changelog, DECIDED);
        return byReceived(found);
    }

    private static @Nullable Decided decided(ConsumerRecord<byte[], byte[]> record) {
        boolean isDecided = Arrays.equals(record.key(), ProgressStore.DECIDED.get()) && record.value() != null;
        return isDecided ? Decided.fromBytes(record.value()) : null;
    }

    /** Returns the offset after the highest processed record, for partitions without progress that were ever written. */
    private Map<TopicPartition, Long> processedNext(Map<TopicPartition, Decided> decided) {
        List<TopicPartition> unknown = partitions(Topics.PROCESSED).stream()
                .filter(partition -> !decided.containsKey(received(partition)))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(unknown);
        List<TopicPartition> written = unknown.stream()
                .filter(partition -> requireNonNull(ends.get(partition)) > 0)
                .toList();
        Map<TopicPartition, Long> next = new LogTails(consumer).of(written, PROCESSED);
        var all = byReceived(next);
        // Written, but without an event that this version can read.
        written.forEach(partition -> all.putIfAbsent(received(partition), 0L));
        return all;
    }

    private static @Nullable Long receivedNext(ConsumerRecord<byte[], byte[]> record) {
        ProcessedEvent event = record.value() == null ? null : ProcessedJson.read(record.value());
        return event == null ? null : Long.valueOf(event.received().offset() + 1);
    }

    /** Asks the leader where the epoch of the last decided record ended (KIP-320). */
    private OptionalLong divergedAt(TopicPartition partition, @Nullable Decided decided, long start) {
        if (decided == null
                || decided.epoch() == Decided.UNKNOWN_EPOCH
                || !decided.topicId().equals(received.id())
                || decided.nextOffset() < start) {
            return OptionalLong.empty();
        }
        consumer.assign(List.of(partition));
        try {
            consumer.seek(partition, new OffsetAndMetadata(decided.nextOffset(), Optional.of(decided.epoch()), ""));
            consumer.position(partition, TIMEOUT); // waits for the leader's answer
            return OptionalLong.empty();
        } catch (LogTruncationException e) {
            OffsetAndMetadata diverged = e.divergentOffsets().get(partition);
            return OptionalLong.of(diverged == null ? start : diverged.offset());
        }
    }

    private List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, received.partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static <T> Map<TopicPartition, T> byReceived(Map<TopicPartition, T> byPartition) {
        var result = new HashMap<TopicPartition, T>();
        byPartition.forEach((partition, value) -> result.put(received(partition), value));
        return result;
    }

    private static TopicPartition received(TopicPartition partition) {
        return new TopicPartition(Topics.RECEIVED, partition.partition());
    }
}
