package io.txstream.service.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.service.SkippedOffsets;
import io.txstream.service.SkippedRange;
import io.txstream.service.StartupProblemException;
import io.txstream.service.reading.SkipPlan.Skip;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SkipPlanner} against a broker. */
class SkipPlannerIT {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 0);

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
    void append() throws InterruptedException, ExecutionException {
        broker.createTopics();
        broker.appendBatch(0, 10, 10); // 0 and 1
        broker.appendTransaction(0, 10); // 2, and its marker at 3
        broker.appendBatch(0, 10, 10, 10); // 4 to 6
    }

    @Test
    void findsTheLastRecordBeforeARangeBehindAMarker() {
        assertThat(plan("0:4-5").skips()).containsExactly(new Skip(new SkippedRange(0, 4, 5), 3, true));
    }

    @Test
    void findsTheLastRecordBeforeARangeWithinABatch() {
        assertThat(plan("0:5").skips()).containsExactly(new Skip(new SkippedRange(0, 5, 5), 5, true));
    }

    @Test
    void doesNotReadARangeToFindTheBeginOfTheNext() {
        assertThat(plan("0:2", "0:4").skips())
                .containsExactly(
                        new Skip(new SkippedRange(0, 2, 2), 2, true), new Skip(new SkippedRange(0, 4, 4), 3, true));
    }

    @Test
    void aRangeThatTheGroupHasPassedIsNotPending() {
        commit("passed", 6);
        SkipPlan plan = new SkipPlanner(broker.reader("passed")).planForGroup(skipped("0:5"), 10_000);
        assertThat(plan.isPending()).isFalse();
    }

    @Test
    void aRangeThatTheGroupIsInIsPending() {
        commit("within", 5);
        SkipPlan plan = new SkipPlanner(broker.reader("within")).planForGroup(skipped("0:4-5"), 10_000);
        assertThat(plan.isPending()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:7", "0:6-7", "1:0"})
    void refusesARangeThatTheLogDoesNotHold(String range) {
        assertThatThrownBy(() -> plan(range))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining(range)
                .hasMessageContaining("holds offsets");
    }

    @Test
    void refusesARangeInAnOpenTransaction() {
        try (var producer = broker.openTransaction("open")) {
            ReadingBroker.append(producer, 0, 10); // 7
            assertThatThrownBy(() -> plan("0:7"))
                    .isInstanceOf(StartupProblemException.class)
                    .hasMessageContaining("holds offsets 0 to 6");
            producer.abortTransaction();
        }
    }

    @Test
    void refusesAPartitionThatDoesNotExist() {
        assertThatThrownBy(() -> plan("2:0"))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("has 2 partitions");
    }

    @Test
    void refusesARangeFarAheadOfTheGroup() {
        commit("behind", 1);
        var planner = new SkipPlanner(broker.reader("behind"));
        assertThat(planner.planForGroup(skipped("0:4"), 3).isPending()).isTrue();
        assertThatThrownBy(() -> planner.planForGroup(skipped("0:5"), 3))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("the committed position of partition 0 is 1");
    }

    @Test
    void usesThePositionsOfAReaderThatStoresThemElsewhere() {
        SkipPlan plan =
                new SkipPlanner(broker.reader("other")).plan(skipped("0:4"), partitions -> Map.of(PARTITION, 5L));
        assertThat(plan.isPending()).isFalse();
    }

    @Test
    void asksNoBrokerWithoutRanges() {
        assertThat(new SkipPlanner(Map.of()).planForGroup(SkippedOffsets.NONE, 0))
                .isEqualTo(SkipPlan.NONE);
    }

    private static SkipPlan plan(String... ranges) {
        return new SkipPlanner(broker.reader("none")).planForGroup(skipped(ranges), 10_000);
    }

    private static SkippedOffsets skipped(String... ranges) {
        return SkippedOffsets.parse(List.of(ranges));
    }

    private static void commit(String group, long offset) {
        try (var consumer = new BoundedConsumer(broker.reader(group), PollBounds.ofStep(1), SkipPlan.NONE)) {
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
        }
    }
}
