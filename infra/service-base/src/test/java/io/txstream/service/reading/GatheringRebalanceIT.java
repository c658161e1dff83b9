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
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
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
    private static Path directory;

    /** The next offset of each partition, as a projection stores it. */
    private final Map<TopicPartition, Long> stored = new HashMap<>();

    private final List<String> problems = new ArrayList<>();
    private int revocations;

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
        try (var broker = new ReadingBroker(directory)) {
            broker.createTopics();
            for (int partition = 0; partition < ReadingBroker.PARTITIONS; partition++) {
                broker.appendBatch(
                        partition, IntStream.range(0, RECORDS).map(i -> 10).toArray());
            }
            try (var consumer = subscribed(broker)) {
                await().atMost(Duration.ofMinutes(2)).until(() -> {
                    project(consumer);
                    return isComplete();
                });
            }
        }
        assertThat(problems).isEmpty();
        assertThat(revocations).isGreaterThan(3);
    }

    private boolean isComplete() {
        return stored.values().stream().filter(next -> next == RECORDS).count() == ReadingBroker.PARTITIONS;
    }

    private void project(BoundedConsumer consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        for (TopicPartition partition : records.partitions()) {
            if (!consumer.assignment().contains(partition)) {
                problems.add("records of a lost partition: " + partition);
            }
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                long expected = stored.getOrDefault(partition, 0L);
                if (record.offset() != expected) {
                    problems.add(partition + ": " + record.offset() + " instead of " + expected);
                }
                stored.put(partition, record.offset() + 1);
            }
        }
    }

    private BoundedConsumer subscribed(ReadingBroker broker) {
        Map<String, Object> settings = new HashMap<>(broker.reader("rebalances"));
        var consumers = new ArrayList<BoundedConsumer>();
        var steps = new int[1];
        settings.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, List.of(AfterStep.class.getName()));
        settings.put(AfterStep.TASK, (Runnable) () -> {
            // A limited number: each one drops what was gathered, and could come before every poll is complete.
            if (++steps[0] % STEPS_BETWEEN_REBALANCES == 0 && revocations < MAX_REBALANCES) {
                consumers.get(0).enforceRebalance("test");
            }
        });
        var consumer = new BoundedConsumer(settings, BOUNDS, SkipPlan.NONE);
        consumers.add(consumer);
        consumer.subscribe(List.of(Topics.RECEIVED), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                revocations++;
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> consumer.seek(partition, stored.getOrDefault(partition, 0L)));
            }
        });
        return consumer;
    }
}
