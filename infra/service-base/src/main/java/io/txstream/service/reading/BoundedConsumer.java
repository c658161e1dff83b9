package io.txstream.service.reading;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer whose polls return no more than {@link PollBounds} allow, and which never reads the records of skipped
 * ranges. In their place it returns placeholders: a record for each offset, without key, value and headers, with
 * timestamp 0.
 *
 * <p>Only {@link #subscribe(Collection, ConsumerRebalanceListener)}, {@link #pause} and {@link #poll} differ from a
 * plain consumer. Like a plain one it is used by one thread. Subscribers must use that method, as Kafka Streams and
 * Spring do.
 */
public final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

    /** The most placeholders of one poll. */
    static final int MAX_PLACEHOLDERS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BoundedConsumer.class);

    private final PollBounds bounds;
    private final SkipPlan plan;
    private final Set<TopicPartition> held = new HashSet<>();
    private GatheredRecords gathered = new GatheredRecords();
    private @Nullable RuntimeException deferred;

    /**
     * Creates a consumer. Its {@code max.poll.records} follows from the bounds.
     *
     * @param settings all other settings
     */
    public BoundedConsumer(Map<String, Object> settings, PollBounds bounds, SkipPlan plan) {
        super(bounds.settings(settings, plan), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.bounds = bounds;
        this.plan = plan;
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new Rebalances(listener));
    }

    /** Polls in steps until the bounds are reached, or no further record has been fetched yet. */
    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        rethrowDeferred();
        ConsumerRecords<byte[], byte[]> placeholders = passOver();
        if (placeholders != null) {
            return placeholders;
        }
        ConsumerRecords<byte[], byte[]> step = super.poll(timeout);
        return step.isEmpty() || bounds.isOneStep() ? step : gather(step);
    }

    /** What the user of this consumer pauses, only the user resumes. */
    @Override
    public void pause(Collection<TopicPartition> partitions) {
        held.removeAll(partitions);
        super.pause(partitions);
    }

    private ConsumerRecords<byte[], byte[]> gather(ConsumerRecords<byte[], byte[]> firstStep) {
        gathered.add(firstStep);
        gatherFurtherSteps();
        ConsumerRecords<byte[], byte[]> records = gathered.toRecords();
        gathered = new GatheredRecords();
        return records;
    }

    private void gatherFurtherSteps() {
        try {
            while (gathered.hasRoom(bounds) && !isAtSkipped()) {
                ConsumerRecords<byte[], byte[]> step = super.poll(Duration.ZERO);
                gathered.add(step);
                if (step.isEmpty()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            // The positions have moved past what is gathered, so it has to be returned first.
            deferred = e;
        }
    }

    private void rethrowDeferred() {
        RuntimeException failure = deferred;
        deferred = null;
        if (failure != null) {
            throw failure;
        }
    }

    private boolean isAtSkipped() {
        return plan.partitions().stream().anyMatch(partition -> isReadable(partition) && skippedAt(partition) != null);
    }

    private boolean isReadable(TopicPartition partition) {
        return assignment().contains(partition) && !paused().contains(partition);
    }

    private @Nullable SkippedRange skippedAt(TopicPartition partition) {
        return plan.nextAt(partition, position(partition));
    }

    /** Returns placeholders and moves the position past them, if a partition has reached a range; otherwise null. */
    private @Nullable ConsumerRecords<byte[], byte[]> passOver() {
        if (plan.isEmpty()) {
            return null;
        }
        held.retainAll(assignment());
        resume(held);
        held.clear();
        for (TopicPartition partition : plan.partitions()) {
            SkippedRange range = isReadable(partition) ? skippedAt(partition) : null;
            if (range != null) {
                return passOver(partition, range);
            }
        }
        return null;
    }

    private ConsumerRecords<byte[], byte[]> passOver(TopicPartition partition, SkippedRange range) {
        long first = Math.max(range.first(), position(partition));
        long next = Math.min(range.last() + 1, first + MAX_PLACEHOLDERS);
        seek(partition, next);
        LOG.atWarn()
                .addKeyValue("partition", partition)
                .addKeyValue("first_offset", first)
                .addKeyValue("last_offset", next - 1)
                .log("passed over records that txstream.topics.skip declares unreadable");
        return Placeholders.of(partition, first, next);
    }

    /** Keeps what is gathered and what is held consistent with the assignment. Called within a poll. */
    private final class Rebalances implements ConsumerRebalanceListener {

        private final ConsumerRebalanceListener listener;

        Rebalances(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        /** Holds partitions that start in a range: this poll would read it once their positions are known. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            listener.onPartitionsAssigned(partitions);
            for (TopicPartition partition : plan.partitions()) {
                if (isReadable(partition) && startsInRange(partition)) {
                    pause(Set.of(partition)); // before it is held
                    held.add(partition);
                }
            }
        }

        private boolean startsInRange(TopicPartition partition) {
            try {
                return skippedAt(partition) != null;
            } catch (InvalidOffsetException e) {
                return false; // It has no position, so nothing is read from it.
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            gathered.drop(partitions);
            listener.onPartitionsRevoked(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            gathered.drop(partitions);
            listener.onPartitionsLost(partitions);
        }
    }
}
