package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * The longest time that a write blocks. Together with {@link AssignedOffsets#READ_TIMEOUT} it is shorter than
     * {@code max.poll.interval.ms}, so that a slow database does not cost the consumer its place in the group.
     */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(15);

    private final ProjectionStore store;
    private final AssignedOffsets offsets;
    private final int partitions;

    /**
     * Creates the projector of this instance.
     *
     * @param partitions number of partitions of each topic
     */
    Projector(ProjectionStore store, AssignedOffsets offsets, int partitions) {
        this.store = store;
        this.offsets = offsets;
        this.partitions = partitions;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> assigned) {
        offsets.assign(consumer, assigned);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> revoked) {
        offsets.release(consumer, revoked);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> lost) {
        offsets.release(consumer, lost);
    }

    /** Projects one batch. If this throws, Spring delivers the batch again; see {@link ProjectionConfiguration}. */
    @Override
    public void onMessage(
            List<ConsumerRecord<byte[], byte[]>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        project(records, requireNonNull(acknowledgment), requireNonNull(consumer));
    }

    private void project(
            List<ConsumerRecord<byte[], byte[]>> records, Acknowledgment acknowledgment, Consumer<?, ?> consumer) {
        var fold = new Fold(partitions);
        records.forEach(fold::add);
        Map<TopicPartition, Long> ends = endsOf(records);
        if (offsets.areKnown(ends.keySet()) && write(fold.rows(), ends)) {
            offsets.reportPositions(consumer);
            acknowledgment.acknowledge();
        } else {
            LOG.atWarn()
                    .addKeyValue("partitions", ends.keySet())
                    .log("discarded a batch: its offsets are unknown, or another consumer has moved them;"
                            + " reading continues from the stored offsets");
            offsets.seekToStored(consumer, ends.keySet());
        }
    }

    /** Returns for each partition of the batch the offset after its last record. */
    private static Map<TopicPartition, Long> endsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ends.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
        return ends;
    }

    /**
     * Writes the rows and moves the offsets of the batch's partitions.
     *
     * @return true if everything was written; false if nothing was, because a stored offset is not the expected one
     */
    private boolean write(Collection<Row> rows, Map<TopicPartition, Long> ends) {
        List<OffsetMove> moves = offsets.movesTo(ends);
        boolean written;
        try {
            written = Boolean.TRUE.equals(store.write(rows, moves).block(WRITE_TIMEOUT));
        } catch (RuntimeException e) {
            // The database may have committed before the failure, so the stored offsets must be read again.
            offsets.invalidate(ends.keySet());
            throw e;
        }
        if (written) {
            offsets.apply(moves);
        }
        return written;
    }

    /**
     * Handles polls without records. Positions may still have moved past transaction markers. Offsets that could not be
     * read when the partitions were assigned are read now.
     */
    @EventListener
    void onIdle(ListenerContainerIdleEvent event) {
        Consumer<?, ?> consumer = event.getConsumer();
        offsets.seekUnknown(consumer);
        offsets.reportPositions(consumer);
    }
}
