package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.status.delay.DelayCheck;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.support.Acknowledgment;

/**
 * Projects the topics into Postgres: folds each polled batch into rows, and writes rows and offsets in one database
 * transaction. Reading continues from the offsets in the database. The offsets committed to Kafka only serve tools that
 * monitor the lag of consumer groups.
 *
 * <p>All methods run on consumer threads and may block them. All consumer threads of an instance share one projector.
 */
final class Projector
        implements BatchAcknowledgingConsumerAwareMessageListener<byte[], byte[]>, ConsumerAwareRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

    private final ProjectionStore store;
    private final AssignedOffsets offsets;
    private final ProjectionFailures failures;
    private final DelayCheck delay;
    private final int partitions;
    private final Duration writeTimeout;

    /**
     * Creates the projector of this instance.
     *
     * @param partitions number of partitions of each topic
     * @param writeTimeout the longest time that a write blocks
     */
    Projector(
            ProjectionStore store,
            AssignedOffsets offsets,
            ProjectionFailures failures,
            DelayCheck delay,
            int partitions,
            Duration writeTimeout) {
        this.store = store;
        this.offsets = offsets;
        this.failures = failures;
        this.delay = delay;
        this.partitions = partitions;
        this.writeTimeout = writeTimeout;
    }

    /** Does not fail without the database: offsets that cannot be read now are read later. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        offsets.assign(consumer, assigned);
        try {
            offsets.refresh(consumer);
        } catch (RuntimeException e) {
            failures.report("the stored offsets of an assignment cannot be read", e);
        }
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        offsets.release(consumer, revoked);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        offsets.release(consumer, lost);
    }

    /** Projects one batch. If this throws, Spring delivers the batch again; see {@link ProjectionErrorHandler}. */
    @Override
    public void onMessage(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        var batch = new Batch(records, partitions);
        try {
            project(batch, requireNonNull(acknowledgment), requireNonNull(consumer));
        } catch (RuntimeException e) {
            // Spring can give up the delivery of this batch, and poll the next one. That one must not be written then.
            offsets.invalidate(batch.partitions());
            failures.report("a batch cannot be written; it is tried again", e);
            throw e;
        }
    }

    private void project(Batch batch, Acknowledgment acknowledgment, Consumer<?, ?> consumer) {
        boolean known = offsets.areKnown(batch.partitions());
        Set<TopicPartition> seeked = offsets.refreshIfDue(consumer);
        if (known
                && Collections.disjoint(seeked, batch.partitions())
                && Positions.follow(consumer, batch, offsets.knownOf(consumer))
                && write(batch.rows(), moves(consumer, batch))) {
            acknowledgment.acknowledge();
            Optional.ofNullable(batch.lastProcessed()).ifPresent(delay::compare);
        } else {
            LOG.atWarn()
                    .addKeyValue("partitions", batch.partitions())
                    .log("discarded a batch: its offsets are unknown or were changed in the database;"
                            + " reading continues from the stored offsets");
            offsets.refresh(consumer, batch.partitions());
        }
    }

    private List<OffsetMove> moves(Consumer<?, ?> consumer, Batch batch) {
        return Positions.moves(consumer, batch, offsets.knownOf(consumer));
    }

    /**
     * Writes rows and moves offsets.
     *
     * @return true if everything was written; false if nothing was, because a stored offset is not the expected one
     */
    private boolean write(Collection<Row> rows, List<OffsetMove> moves) {
        boolean written;
        try {
            written = Boolean.TRUE.equals(store.write(rows, moves).block(writeTimeout));
        } catch (RuntimeException e) {
            // The database may have committed before the failure, so the stored offsets must be read again.
            offsets.invalidate(moves.stream().map(OffsetMove::partition).toList());
            throw e;
        }
        if (written) {
            offsets.apply(moves);
        }
        return written;
    }

    /** Handles polls without records. Positions may still have moved past transaction markers. */
    void onEmptyPoll(Consumer<?, ?> consumer) {
        try {
            offsets.refreshIfDue(consumer);
            List<OffsetMove> moves = moves(consumer, new Batch(List.of(), partitions));
            if (!moves.isEmpty() && !write(List.of(), moves)) {
                offsets.refresh(consumer);
            }
        } catch (RuntimeException e) {
            failures.report("the stored offsets cannot be read or moved", e);
        }
    }
}
