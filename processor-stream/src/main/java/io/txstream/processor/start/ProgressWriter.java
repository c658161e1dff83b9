package io.txstream.processor.start;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Moves progress and offsets of the group in one transaction, unless that would undo the work of another process: a
 * start that opened its writer later, or a member of the group.
 */
final class ProgressWriter implements AutoCloseable {

    /**
     * No member has this id, so the coordinator accepts the offsets only while the group is empty. It accepts a
     * transaction without a member id from outside of a group that has members ({@code validateOffsetCommit} of its
     * class {@code ClassicGroup}).
     */
    private static final String NO_MEMBER = "start-check";

    private static final int NO_GENERATION = -1;

    private final String group;
    private final Producer<byte[], byte[]> producer;

    /** Takes over the producer, and fences those with the same transactional id. */
    ProgressWriter(String group, Producer<byte[], byte[]> producer) {
        this.group = group;
        this.producer = producer;
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    /**
     * Writes everything or nothing.
     *
     * @return false if nothing was written, since the group has members or another start has opened a writer
     * @throws KafkaException if the broker does not answer or refuses
     */
    boolean write(Map<TopicPartition, OffsetAndMetadata> offsets, List<ProducerRecord<byte[], byte[]>> progress) {
        try {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(offsets, outsider());
            for (ProducerRecord<byte[], byte[]> record : progress) {
                var unused = producer.send(record); // the commit throws what a send failed with
            }
            producer.commitTransaction();
            return true;
        } catch (KafkaException e) {
            if (isOvertaken(e) || isOvertaken(e.getCause())) {
                return false;
            }
            throw e;
        }
    }

    // The metadata of a consumer name a member of the group, or none at all.
    @SuppressWarnings("removal")
    private ConsumerGroupMetadata outsider() {
        return new ConsumerGroupMetadata(group, NO_GENERATION, NO_MEMBER, Optional.empty());
    }

    private static boolean isOvertaken(@Nullable Throwable failure) {
        return failure instanceof CommitFailedException
                || failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
