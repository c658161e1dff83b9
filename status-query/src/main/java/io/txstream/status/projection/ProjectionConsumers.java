package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.service.SkippedOffsets;
import io.txstream.service.reading.BoundedConsumer;
import io.txstream.service.reading.PollBounds;
import io.txstream.service.reading.SkipPlan;
import io.txstream.service.reading.SkipPlanner;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Creates the consumers of the projection. They read within the heap and pass over unreadable records. */
final class ProjectionConsumers extends DefaultKafkaConsumerFactory<byte[], byte[]> {

    /**
     * One poll is one statement, and statements of 1,000 rows are four times as fast as statements of 64. Records of 1
     * MiB make smaller polls: the client and the poll hold at most 48 MiB, less than a quarter of 256 MiB.
     */
    static final PollBounds BOUNDS = new PollBounds(32, 1_000, 16 << 20);

    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    private final SkipPlan plan;
    private final java.util.function.Consumer<Consumer<?, ?>> onEmptyPoll;

    private ProjectionConsumers(
            Map<String, Object> settings, SkipPlan plan, java.util.function.Consumer<Consumer<?, ?>> onEmptyPoll) {
        super(settings);
        this.plan = plan;
        this.onEmptyPoll = onEmptyPoll;
    }

    /**
     * Checks the offsets to skip against the log. Blocks, but asks broker and database only if there are any.
     *
     * @param onEmptyPoll is called on the thread of a consumer after each of its polls without records
     * @throws io.txstream.service.StartupProblemException if they cannot be skipped
     */
    static ProjectionConsumers of(
            Map<String, Object> settings,
            ProjectionStore store,
            SkippedOffsets skipped,
            java.util.function.Consumer<Consumer<?, ?>> onEmptyPoll) {
        SkipPlan plan = new SkipPlanner(settings).plan(skipped, partitions -> nextOffsets(store, partitions));
        return new ProjectionConsumers(settings, plan, onEmptyPoll);
    }

    private static Map<TopicPartition, Long> nextOffsets(ProjectionStore store, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> next = new HashMap<>();
        requireNonNull(store.offsets(partitions).block(DATABASE_TIMEOUT))
                .forEach((partition, stored) -> next.put(partition, stored.next()));
        return next;
    }

    @Override
    protected Consumer<byte[], byte[]> createRawConsumer(Map<String, Object> settings) {
        return new BoundedConsumer(settings, BOUNDS, plan) {
            // Spring's idle events would stop for as long as the clock was set back.
            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
                if (records.isEmpty()) {
                    onEmptyPoll.accept(this);
                }
                return records;
            }
        };
    }
}
