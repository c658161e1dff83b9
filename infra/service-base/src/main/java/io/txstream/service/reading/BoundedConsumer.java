package io.txstream.service.reading;

import io.txstream.service.SkippedRange;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
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
public class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

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
        ConsumerRecords<byte[], byte[]> placeholders = plan.isEmpty() ? null : passOver();
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
        return plan.partitions().stream().anyMatch(this::isAtSkipped);
    }

    /** An unknown position can be in a range too. */
    private boolean isAtSkipped(TopicPartition partition) {
        if (!isReadable(partition)) {
            return false;
        }
        OptionalLong position = positionOf(partition);
        return position.isEmpty() || plan.nextAt(partition, position.getAsLong()) != null;
    }

    private boolean isReadable(TopicPartition partition) {
        return assignment().contains(partition) && !paused().contains(partition);
    }

    /** Returns the next offset to read; empty while the client has yet to ask the broker for it. Does not block. */
    private OptionalLong positionOf(TopicPartition partition) {
        try {
            return OptionalLong.of(position(partition, Duration.ZERO));
        } catch (TimeoutException unknown) {
            return OptionalLong.empty();
        }
    }

    /** Returns placeholders and moves the position past them, if a partition has reached a range; otherwise null. */
    private @Nullable ConsumerRecords<byte[], byte[]> passOver() {
        releaseHeld();
        for (TopicPartition partition : plan.partitions()) {
            if (!isReadable(partition)) {
                continue;
            }
            OptionalLong position = positionOf(partition);
            if (position.isEmpty()) {
                hold(partition);
                continue;
            }
            SkippedRange range = plan.nextAt(partition, position.getAsLong());
            if (range != null) {
                return passOver(range, Math.max(range.first(), position.getAsLong()));
            }
        }
        return null;
    }

    private ConsumerRecords<byte[], byte[]> passOver(SkippedRange range, long first) {
        long next = range.last() + 1;
        seek(range.topicPartition(), next);
        LOG.atWarn()
                .addKeyValue("partition", range.topicPartition())
                .addKeyValue("first_offset", first)
                .addKeyValue("last_offset", range.last())
                .log("passed over records that txstream.topics.skip declares unreadable");
        return Placeholders.of(range.topicPartition(), first, next);
    }

    /** A poll would read a partition as soon as its position is known. The next poll looks at the position first. */
    private void hold(TopicPartition partition) {
        pause(Set.of(partition));
        held.add(partition);
    }

    private void releaseHeld() {
        held.retainAll(assignment());
        resume(held);
        held.clear();
    }

    /** Keeps what is gathered and what is held consistent with the assignment. Called within a poll. */
    private final class Rebalances implements ConsumerRebalanceListener {

        private final ConsumerRebalanceListener listener;

        Rebalances(ConsumerRebalanceListener listener) {
            this.listener = listener;
        }

        /** Holds partitions that can start in a range, unless the listener has paused them. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            releaseHeld();
            try {
                listener.onPartitionsAssigned(partitions);
            } finally {
                rewindPaused();
            }
            plan.partitions().stream().filter(this::canStartInRange).forEach(BoundedConsumer.this::hold);
        }

        private boolean canStartInRange(TopicPartition partition) {
            try {
                return isAtSkipped(partition);
            } catch (InvalidOffsetException | StartupProblemException e) {
                return true; // The next poll throws it.
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            gathered.drop(partitions);
            try {
                listener.onPartitionsRevoked(partitions);
            } finally {
                rewindPaused();
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            gathered.drop(partitions);
            try {
                listener.onPartitionsLost(partitions);
            } finally {
                rewindPaused();
            }
        }

        /**
         * Reads again what was gathered of partitions that the listener has paused, once they are resumed. It cannot
         * take their records now: Kafka Streams pauses the partitions of a task that it revives.
         */
        private void rewindPaused() {
            Map<TopicPartition, Long> rewound = gathered.firstOffsets();
            rewound.keySet().retainAll(paused());
            rewound.forEach(BoundedConsumer.this::seek);
            gathered.drop(paused()); // those without records too: their position moved past transaction markers
        }
    }
}
