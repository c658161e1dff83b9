package io.txstream.service.reading;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a poll has gathered before a rebalance must not reach a consumer that has lost or reread the partition. */
class GatheringRebalanceIT {

    private static final int RECORDS = 1_000;
    private static final PollBounds BOUNDS = new PollBounds(5, 500, 1 << 20);

    /** A rebalance follows this many steps, and so begins while a poll gathers. */
    private static final int STEPS_BETWEEN_REBALANCES = 30;

    private static final int MAX_REBALANCES = 10;

    @TempDir
    private Path directory;

    /** The next offset of each partition, as a projection stores it. */
    private final Map<TopicPartition, Long> stored = new HashMap<>();

    private final List<String> problems = new ArrayList<>();
    private int rebalances;

    /** Calls a task after every step. */
    public static final class AfterStep implements ConsumerInterceptor<byte[], byte[]> {

        static final String TASK = "test.after.step";

        private Runnable task = () -> {};

        @Override
        public void configure(Map<String, ?> settings) {
            task = (Runnable) requireNonNull(settings.get(TASK));
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            task.run();
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void close() {}
    }

    @Test
    void aRebalanceNeitherSkipsNorRepeatsRecords() throws Exception {
        readAllDuringRebalances(Map.of(), this::seekToStored);
    }

    /** Kafka Streams pauses the partitions of a task that it revives, and seeks. It keeps the partitions. */
    @Test
    void partitionsThatTheListenerPausesAreReadAgain() throws Exception {
        var cooperative = Map.<String, Object>of(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                List.of(CooperativeStickyAssignor.class.getName()));
        readAllDuringRebalances(cooperative, (consumer, assigned) -> {
            seekToStored(consumer, assigned);
            consumer.pause(consumer.assignment());
        });
    }

    private void seekToStored(BoundedConsumer consumer, Collection<TopicPartition> assigned) {
        assigned.forEach(partition -> consumer.seek(partition, stored.getOrDefault(partition, 0L)));
    }

    private void readAllDuringRebalances(
            Map<String, Object> settings, BiConsumer<BoundedConsumer, Collection<TopicPartition>> onAssigned)
            throws Exception {
        try (var broker = new ReadingBroker(directory)) {
            broker.createTopics();
            for (int partition = 0; partition < ReadingBroker.PARTITIONS; partition++) {
                broker.appendBatch(
                        partition, IntStream.range(0, RECORDS).map(i -> 10).toArray());
            }
            try (var consumer = subscribed(broker, settings, onAssigned)) {
                await().atMost(Duration.ofMinutes(2)).until(() -> {
                    project(consumer);
                    return isComplete();
                });
            }
        }
        assertThat(problems).isEmpty();
        assertThat(rebalances).as("the first assignment and at least one more").isGreaterThan(1);
    }

    private boolean isComplete() {
        return stored.values().stream().filter(next -> next == RECORDS).count() == ReadingBroker.PARTITIONS;
    }

    private void project(BoundedConsumer consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (TopicPartition partition : records.partitions()) {
            if (!consumer.assignment().contains(partition) || consumer.paused().contains(partition)) {
                problems.add("records of a partition that was lost or paused: " + partition);
            }
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                long expected = stored.getOrDefault(partition, 0L);
                if (record.offset() != expected) {
                    problems.add(partition + ": " + record.offset() + " instead of " + expected);
                }
                stored.put(partition, record.offset() + 1);
            }
        }
        consumer.resume(consumer.paused());
    }

    private BoundedConsumer subscribed(
            ReadingBroker broker,
            Map<String, Object> further,
            BiConsumer<BoundedConsumer, Collection<TopicPartition>> onAssigned) {
        Map<String, Object> settings = new HashMap<>(broker.reader("rebalances"));
        settings.putAll(further);
        var consumers = new ArrayList<BoundedConsumer>();
        var steps = new int[1];
        settings.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(AfterStep.class.getName()));
        settings.put(AfterStep.TASK, (Runnable) () -> {
            // A limited number: each one drops what was gathered, and could come before every poll is complete.
            if (++steps[0] % STEPS_BETWEEN_REBALANCES == 0 && rebalances < MAX_REBALANCES) {
                consumers.get(0).enforceRebalance("test");
            }
        });
        var consumer = new BoundedConsumer(settings, BOUNDS, SkipPlan.NONE);
        consumers.add(consumer);
        consumer.subscribe(List.of(Topics.RECEIVED), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                rebalances++;
                onAssigned.accept(consumer, partitions);
            }
        });
        return consumer;
    }
}
