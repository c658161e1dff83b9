package io.txstream.service.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.StartupProblemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link BoundedConsumer}, with plans of {@link SkipPlanner}, against a broker. */
class BoundedConsumerIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 0);
    private static final PollBounds GATHERING = new PollBounds(10, 100, 1 << 20);
    private static final int GIANT = 20 << 20;

    @TempDir
    private static Path directory;

    private static ReadingBroker broker;

    @BeforeAll
    static void start() {
        broker = new ReadingBroker(directory);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void createTopics() throws InterruptedException, ExecutionException {
        broker.createTopics();
    }

    @Test
    void gathersSmallRecordsInOrderUpToTheirNumber() {
        broker.appendBatch(0, IntStream.range(0, 250).map(i -> 10).toArray());
        List<List<Long>> polls = polls(consumer("small", GATHERING, SkipPlan.NONE), 250);
        assertThat(flat(polls)).containsExactlyElementsOf(offsets(0, 250));
        assertThat(polls.get(0)).hasSize(100);
    }

    @Test
    void takesNoFurtherStepOnceItHasGatheredItsBytes() {
        broker.appendBatch(0, IntStream.range(0, 45).map(i -> 200_000).toArray());
        List<List<Long>> polls = polls(consumer("large", GATHERING, SkipPlan.NONE), 45);
        assertThat(flat(polls)).containsExactlyElementsOf(offsets(0, 45));
        assertThat(polls).allSatisfy(poll -> assertThat(poll).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void returnsPlaceholdersForARangeThatSharesItsBatchAndFollowsAMarker() {
        broker.appendBatch(0, 10, 10); // 0 and 1
        broker.appendTransaction(0, 10); // 2, and its marker at 3
        broker.appendTransaction(0, 10, GIANT, 10); // 4 to 6, and a marker at 7
        broker.appendBatch(0, 10); // 8
        List<ConsumerRecord<byte[], byte[]>> records = read("shared", GATHERING, "0:5-6", 7);
        assertThat(records).map(ConsumerRecord::offset).containsExactly(0L, 1L, 2L, 4L, 5L, 6L, 8L);
        assertThat(records)
                .filteredOn(record -> record.value() == null)
                .hasSize(2)
                .allSatisfy(record -> {
                    assertThat(record.offset()).isBetween(5L, 6L);
                    assertThat(record.key()).isNull();
                    assertThat(record.timestamp()).isZero();
                });
    }

    @Test
    void doesNotReadARangeThatIsPrecededByMarkersOnly() {
        broker.appendTransaction(0, 10); // 0, and its marker at 1
        broker.appendBatch(0, GIANT); // 2
        broker.appendBatch(0, 10); // 3
        commit("markers", 1);
        List<ConsumerRecord<byte[], byte[]>> records = read("markers", PollBounds.ofStep(8), "0:2", 2);
        assertThat(records).map(ConsumerRecord::offset).containsExactly(2L, 3L);
        assertThat(records.get(0).value()).isNull();
    }

    @Test
    void doesNotReadARangeAtWhichItStarts() {
        broker.appendBatch(0, 10); // 0
        broker.appendBatch(0, GIANT); // 1
        broker.appendBatch(0, 10); // 2
        commit("starting", 1);
        List<ConsumerRecord<byte[], byte[]>> records = read("starting", PollBounds.ofStep(8), "0:1", 2);
        assertThat(records).map(ConsumerRecord::offset).containsExactly(1L, 2L);
        assertThat(records.get(0).value()).isNull();
    }

    @Test
    void thePositionIsThatAfterThePlaceholders() {
        broker.appendBatch(0, IntStream.range(0, 3).map(i -> 10).toArray());
        try (var consumer = subscribed("position", PollBounds.ofStep(8), plan("position", "0:0-1"))) {
            assertThat(awaitRecords(consumer).nextOffsets()).isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(2)));
            assertThat(awaitRecords(consumer).nextOffsets())
                    .hasEntrySatisfying(
                            PARTITION, next -> assertThat(next.offset()).isEqualTo(3));
        }
    }

    @Test
    void aReaderThatIsSetBackBeforeARangeThatItHadPassedReadsNothingOfIt() {
        broker.appendBatch(0, 10); // 0
        broker.appendBatch(0, GIANT); // 1
        broker.appendBatch(0, 10); // 2
        commit("rewound", 3);
        List<Long> read = new ArrayList<>();
        try (var consumer = consumer("rewound", PollBounds.ofStep(8), plan("rewound", "0:1"))) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, 0);
            assertThatThrownBy(() -> await().atMost(TIMEOUT).until(() -> {
                        consumer.poll(Duration.ofSeconds(1)).forEach(record -> read.add(record.offset()));
                        return read.size() > 1;
                    }))
                    .isInstanceOf(StartupProblemException.class)
                    .hasMessageContaining("is read again from offset 0, but TXSTREAM_TOPICS_SKIP names 0:1");
        }
        assertThat(read).isEmpty();
    }

    @Test
    void aPausedPartitionYieldsNoPlaceholder() {
        broker.appendBatch(0, GIANT); // 0
        broker.appendBatch(1, 10);
        try (var consumer = consumer("paused", PollBounds.ofStep(8), plan("paused", "0:0"))) {
            consumer.subscribe(List.of(Topics.RECEIVED), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    consumer.pause(List.of(PARTITION));
                }
            });
            assertThat(awaitRecords(consumer).partitions()).containsExactly(new TopicPartition(Topics.RECEIVED, 1));
            assertThat(consumer.poll(Duration.ZERO).isEmpty()).isTrue();
            assertThat(consumer.paused()).containsExactly(PARTITION);
            consumer.resume(List.of(PARTITION));
            assertThat(awaitRecords(consumer).records(PARTITION)).hasSize(1);
        }
    }

    /** Spring pauses everything, and drops what it polls, while it repeats a batch that could not be written. */
    @Test
    void aPartitionThatWasHeldAndThenPausedByItsUserStaysPaused() {
        broker.appendBatch(0, 10, 10); // 0 and 1
        try (var consumer = subscribed("held", PollBounds.ofStep(8), plan("held", "0:0"))) {
            await().atMost(TIMEOUT).pollInSameThread().until(() -> {
                assertThat(consumer.poll(Duration.ofMillis(10)).isEmpty()).isTrue();
                return consumer.paused().contains(PARTITION);
            });
            consumer.pause(consumer.assignment());
            for (int i = 0; i < 3; i++) {
                assertThat(consumer.poll(Duration.ofMillis(100)).isEmpty()).isTrue();
            }
            consumer.resume(consumer.assignment());
            assertThat(awaitRecords(consumer).records(PARTITION))
                    .singleElement()
                    .satisfies(placeholder -> assertThat(placeholder.offset()).isZero());
        }
    }

    private static SkipPlan plan(String group, String range) {
        return new SkipPlanner(broker.reader(group)).planForGroup(SkippedOffsets.parse(List.of(range)), 10_000);
    }

    private static BoundedConsumer consumer(String group, PollBounds bounds, SkipPlan plan) {
        return new BoundedConsumer(broker.reader(group), bounds, plan);
    }

    private static BoundedConsumer subscribed(String group, PollBounds bounds, SkipPlan plan) {
        BoundedConsumer consumer = consumer(group, bounds, plan);
        consumer.subscribe(List.of(Topics.RECEIVED), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
        return consumer;
    }

    private static void commit(String group, long offset) {
        try (var consumer = consumer(group, GATHERING, SkipPlan.NONE)) {
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String group, PollBounds bounds, String range, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = subscribed(group, bounds, plan(group, range))) {
            await().atMost(TIMEOUT).until(() -> {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }

    private static ConsumerRecords<byte[], byte[]> awaitRecords(BoundedConsumer consumer) {
        return await().atMost(TIMEOUT).until(() -> consumer.poll(Duration.ofSeconds(1)), records -> !records.isEmpty());
    }

    /** Returns the offsets of every poll that returned records, and closes the consumer. */
    private static List<List<Long>> polls(BoundedConsumer consumer, int count) {
        List<List<Long>> polls = new ArrayList<>();
        try (consumer) {
            consumer.assign(List.of(PARTITION));
            await().atMost(TIMEOUT).until(() -> {
                List<Long> offsets = new ArrayList<>();
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> offsets.add(record.offset()));
                polls.add(offsets);
                return flat(polls).size() >= count;
            });
        }
        polls.removeIf(List::isEmpty);
        return polls;
    }

    private static List<Long> flat(List<List<Long>> polls) {
        return polls.stream().flatMap(List::stream).toList();
    }

    private static List<Long> offsets(long first, long end) {
        return LongStream.range(first, end).boxed().toList();
    }
}
