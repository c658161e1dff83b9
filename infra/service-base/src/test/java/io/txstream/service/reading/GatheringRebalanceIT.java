package io.txstream.service.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a poll has gathered before a rebalance must not reach a consumer that has lost or reread the partition. */
class GatheringRebalanceIT {

    private static final int RECORDS = 30_000;
    private static final PollBounds BOUNDS = new PollBounds(5, 500, 1 << 20);

    @TempDir
    private static Path directory;

    /** The next offset of each partition, as a projection stores it. */
    private final Map<TopicPartition, Long> stored = new ConcurrentHashMap<>();

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private ReadingBroker broker;

    @Test
    void rebalancesNeitherSkipNorRepeatRecords() throws Exception {
        try (var started = new ReadingBroker(directory)) {
            broker = started;
            broker.createTopics();
            for (int partition = 0; partition < ReadingBroker.PARTITIONS; partition++) {
                broker.appendBatch(
                        partition, IntStream.range(0, RECORDS).map(i -> 10).toArray());
            }
            try (var stays = subscribed()) {
                while (isIncomplete()) {
                    joinAndLeave(stays);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    /** Both consumers are used by this thread in turn, so each rebalance happens within the polls of one of them. */
    private void joinAndLeave(BoundedConsumer stays) {
        try (var joins = subscribed()) {
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                project(stays);
                project(joins);
                return !joins.assignment().isEmpty() || !isIncomplete();
            });
            project(joins);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            project(stays);
            return stays.assignment().size() == ReadingBroker.PARTITIONS;
        });
    }

    private boolean isIncomplete() {
        return stored.size() < ReadingBroker.PARTITIONS
                || stored.values().stream().anyMatch(next -> next < RECORDS);
    }

    private void project(BoundedConsumer consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(10));
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

    private BoundedConsumer subscribed() {
        var consumer = new BoundedConsumer(broker.reader("rebalances"), BOUNDS, SkipPlan.NONE);
        consumer.subscribe(List.of(Topics.RECEIVED), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> consumer.seek(partition, stored.getOrDefault(partition, 0L)));
            }
        });
        return consumer;
    }
}
