package io.txstream.processor.start;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.TopicLayout;
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

    /** Events are in the order of their due times: the last one is not always that of the last record. */
    static final LogTails.Kind<Long> PROCESSED = new LogTails.Kind<>(10_000, FactsReader::receivedNext, Math::max);

    private final StartClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final StateTopics state;
    private final TopicLayout topics;

    /**
     * @param consumer reads committed records, without a group, and never resets an offset
     */
    FactsReader(StartClients clients, Consumer<byte[], byte[]> consumer, StateTopics state, TopicLayout topics) {
        this.clients = clients;
        this.consumer = consumer;
        this.state = state;
        this.topics = topics;
    }

    /**
     * Reads progress, output, offsets and ends in this order: what another instance commits in between only makes the
     * later ones newer, and none of them looks lost. The offsets are also read before the output, since they decide
     * which output must be looked at.
     */
    List<PartitionFacts> read() {
        Map<String, DescribedTopic> changelogs =
                clients.topics().existing(state.changelogs().keySet());
        Map<TopicPartition, Decided> decided = decided(changelogs.get(state.progress()));
        Map<TopicPartition, Long> processed =
                processedNext(decided, clients.group().committed());
        Map<TopicPartition, Long> committed = clients.group().committed();
        Set<String> missing = new HashSet<>(state.changelogs().keySet());
        missing.removeAll(changelogs.keySet());
        missing.remove(state.progress());
        List<TopicPartition> partitions = topics.partitionsOf(Topics.RECEIVED);
        Map<TopicPartition, Long> starts = clients.log().starts(partitions);
        Map<TopicPartition, Long> ends = clients.log().ends(partitions);
        return partitions.stream()
                .map(partition -> {
                    Decided progress = decided.get(partition);
                    long start = requireNonNull(starts.get(partition));
                    long end = requireNonNull(ends.get(partition));
                    Long next = processed.get(partition);
                    return new PartitionFacts(
                            partition.partition(),
                            topics.id(Topics.RECEIVED),
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
    private Map<TopicPartition, Decided> decided(@Nullable DescribedTopic changelog) {
        int partitions = changelog == null ? 0 : Math.min(changelog.partitions(), topics.partitions());
        List<TopicPartition> progress = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(state.progress(), partition))
                .toList();
        return byReceived(new LogTails(consumer).of(progress, DECIDED));
    }

    private static @Nullable Decided decided(ConsumerRecord<byte[], byte[]> record) {
        boolean isDecided = Arrays.equals(record.key(), ProgressStore.DECIDED.get()) && record.value() != null;
        return isDecided ? Decided.fromBytes(record.value()) : null;
    }

    /** Returns the offset after the highest processed record, for written partitions whose progress can be behind. */
    private Map<TopicPartition, Long> processedNext(
            Map<TopicPartition, Decided> decided, Map<TopicPartition, Long> committed) {
        List<TopicPartition> unknown = topics.partitionsOf(Topics.PROCESSED).stream()
                .filter(partition -> {
                    Decided progress = decided.get(received(partition));
                    return progress == null || committed.getOrDefault(received(partition), 0L) > progress.nextOffset();
                })
                .toList();
        Map<TopicPartition, Long> ends = clients.log().stableEnds(unknown);
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
                || !decided.topicId().equals(topics.id(Topics.RECEIVED))
                || decided.nextOffset() < start) {
            return OptionalLong.empty();
        }
        consumer.assign(List.of(partition));
        // Without the leader's epoch the client does not validate a position, and it learns it with this question.
        consumer.beginningOffsets(List.of(partition));
        try {
            consumer.seek(partition, new OffsetAndMetadata(decided.nextOffset(), Optional.of(decided.epoch()), ""));
            consumer.position(partition, TIMEOUT); // waits for the leader's answer
            return OptionalLong.empty();
        } catch (LogTruncationException e) {
            OffsetAndMetadata diverged = e.divergentOffsets().get(partition);
            return OptionalLong.of(diverged == null ? start : diverged.offset());
        }
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
