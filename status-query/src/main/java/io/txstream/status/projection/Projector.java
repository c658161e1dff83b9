package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.support.Acknowledgment;
import reactor.util.retry.Retry;

/**
 * Folds each poll into the database with one transaction. Where a partition goes on is what the database says; what is
 * committed to Kafka is for lag monitors alone. Blocks the threads of its consumers, never an event loop.
 */
final class Projector
        implements BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    /** About four minutes: after five without a poll the group gives the partitions to another member. */
    private static final Retry UNTIL_THE_DATABASE_ANSWERS =
            Retry.backoff(60, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(4));

    private final ProjectionStore store;
    private final ProjectionProgress progress;
    private final int partitions;

    /** Where the database says that each assigned partition goes on; a partition is only ever one thread's. */
    private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

    /**
     * The one projector of this instance.
     *
     * @param partitions how many each of the topics has
     */
    Projector(ProjectionStore store, ProjectionProgress progress, int partitions) {
        this.store = store;
        this.progress = progress;
        this.partitions = partitions;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        seekToStored(consumer, assigned);
        progress.assigned();
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        forget(revoked);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        forget(lost);
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        var fold = new Fold(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            fold.add(record);
            ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        if (next.keySet().containsAll(ends.keySet()) && write(fold, ends)) {
            requireNonNull(acknowledgment).acknowledge();
        } else {
            LOG.warn("another consumer projects {}, or did; going on from where it stopped", ends.keySet());
            seekToStored(requireNonNull(consumer), ends.keySet());
        }
    }

    private boolean write(Fold fold, Map<TopicPartition, Long> ends) {
        List<OffsetMove> moves = ends.entrySet().stream()
                .map(end -> move(end.getKey(), end.getValue()))
                .toList();
        if (!Boolean.TRUE.equals(store.write(fold.rows(), moves).block(DATABASE_TIMEOUT))) {
            return false;
        }
        for (OffsetMove move : moves) {
            next.put(move.partition(), move.next());
            progress.reached(move.partition(), move.next());
        }
        return true;
    }

    private OffsetMove move(TopicPartition partition, long end) {
        long expected = requireNonNull(next.get(partition));
        return new OffsetMove(partition, expected, Math.max(expected, end));
    }

    private void seekToStored(Consumer<?, ?> consumer, Collection<TopicPartition> wanted) {
        Map<TopicPartition, Long> stored = requireNonNull(
                store.nextOffsets(wanted).retryWhen(UNTIL_THE_DATABASE_ANSWERS).block());
        stored.keySet().retainAll(consumer.assignment());
        stored.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            next.put(partition, offset);
            progress.reached(partition, offset);
        });
    }

    private void forget(Collection<TopicPartition> gone) {
        gone.forEach(next::remove);
        gone.forEach(progress::forget);
    }
}
