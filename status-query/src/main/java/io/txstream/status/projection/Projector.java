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
import org.springframework.context.event.EventListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
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
    /** This and the next within {@code max.poll.interval.ms}, after which the group does without this member. */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(20);

    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Retry UNTIL_THE_DATABASE_ANSWERS =
            Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(4));

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
        progress.joined(consumer);
        seekToStored(consumer, assigned);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        forget(consumer, revoked);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        forget(consumer, lost);
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
        Consumer<?, ?> own = requireNonNull(consumer);
        if (next.keySet().containsAll(ends.keySet()) && write(fold, ends)) {
            passed(own);
            requireNonNull(acknowledgment).acknowledge();
        } else {
            LOG.warn(
                    "the database is not where this consumer left it; going on from what it holds of {}",
                    ends.keySet());
            seekToStored(own, ends.keySet());
        }
    }

    /**
     * A poll that finds nothing may still move a consumer, over transaction markers, and is the time to mend what an
     * assignment left undone. Called on the consumer's thread.
     */
    @EventListener
    void idle(ListenerContainerIdleEvent event) {
        Consumer<?, ?> consumer = event.getConsumer();
        List<TopicPartition> unread = consumer.assignment().stream()
                .filter(partition -> !next.containsKey(partition))
                .toList();
        if (!unread.isEmpty()) {
            seekToStored(consumer, unread);
        }
        passed(consumer);
    }

    /** Everything before the consumer's positions is folded in; markers and all. */
    private void passed(Consumer<?, ?> consumer) {
        consumer.assignment().stream()
                .filter(next::containsKey)
                .forEach(partition -> progress.reached(partition, consumer.position(partition)));
    }

    private boolean write(Fold fold, Map<TopicPartition, Long> ends) {
        List<OffsetMove> moves = ends.entrySet().stream()
                .map(end -> move(end.getKey(), end.getValue()))
                .toList();
        try {
            if (!Boolean.TRUE.equals(store.write(fold.rows(), moves).block(WRITE_TIMEOUT))) {
                return false;
            }
        } catch (RuntimeException e) {
            // Whether it was committed is not known, and the consumer is past the batch already: read where to go on.
            next.keySet().removeAll(ends.keySet());
            throw e;
        }
        moves.forEach(move -> next.put(move.partition(), move.next()));
        return true;
    }

    private OffsetMove move(TopicPartition partition, long end) {
        long expected = requireNonNull(next.get(partition));
        return new OffsetMove(partition, expected, Math.max(expected, end));
    }

    private void seekToStored(Consumer<?, ?> consumer, Collection<TopicPartition> wanted) {
        Map<TopicPartition, Long> stored = requireNonNull(store.nextOffsets(wanted)
                .timeout(ATTEMPT_TIMEOUT)
                .retryWhen(UNTIL_THE_DATABASE_ANSWERS)
                .block(PATIENCE));
        stored.keySet().retainAll(consumer.assignment());
        stored.forEach((partition, offset) -> {
            consumer.seek(partition, offset);
            next.put(partition, offset);
            progress.reached(partition, offset);
        });
    }

    private void forget(Consumer<?, ?> consumer, Collection<TopicPartition> gone) {
        progress.left(consumer);
        gone.forEach(next::remove);
        gone.forEach(progress::forget);
    }
}
