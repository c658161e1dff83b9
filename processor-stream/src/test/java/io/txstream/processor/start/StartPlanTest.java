package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.processor.progress.Decided;
import io.txstream.service.StartupProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StartPlanTest {

    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final PartitionFacts UNCHANGED = facts(0, 150L, OptionalLong.empty());
    private static final PartitionFacts WITHOUT_OFFSET = facts(1, null, OptionalLong.empty());
    private static final PartitionFacts TRUNCATED = facts(2, 150L, OptionalLong.of(140));

    @Test
    void nothingIsWrittenIfNothingIsMissing() {
        assertThat(plan(Set.of(), UNCHANGED).allOffsets()).isEmpty();
        assertThat(plan(Set.of(entry(UNCHANGED, 100)), UNCHANGED).allOffsets()).isEmpty();
    }

    @Test
    void aMissingOffsetIsSetWithItsLeaderEpoch() {
        StartPlan plan = plan(Set.of(entry(WITHOUT_OFFSET, 100)), UNCHANGED, WITHOUT_OFFSET);
        assertThat(plan.offsets())
                .isEqualTo(Map.of(StartPlan.received(1), new OffsetAndMetadata(150, Optional.of(5), "")));
        assertThat(plan.required()).isTrue();
        assertThat(plan.chosen()).isEmpty();
    }

    @Test
    void aRefusalNamesTheValueThatContinues() {
        PartitionFacts other = facts(4, 150L, OptionalLong.of(130));
        String two = entry(TRUNCATED, 140);
        String four = entry(other, 130);
        assertThatThrownBy(() -> plan(Set.of(two), UNCHANGED, TRUNCATED, other))
                .isInstanceOfSatisfying(
                        StartupProblemException.class,
                        problem -> assertThat(problem.remedy())
                                .endsWith(" TXSTREAM_PROCESSOR_CONTINUE_FROM=" + two + "," + four))
                .hasMessageContaining("partition 4 of transactions.received")
                .hasMessageNotContaining("partition 2 of");
        assertThat(plan(Set.of(two, four), UNCHANGED, TRUNCATED, other).chosen())
                .isEqualTo(Map.of(2, 140L, 4, 130L));
    }

    /** The value is still set when the log is truncated at the same offset again, or the topic created once more. */
    @Test
    void aValueIsNotAppliedToAnotherProblemWithTheSameOffset() {
        String value = entry(TRUNCATED, 140);
        assertThat(plan(Set.of(value), TRUNCATED).chosen()).isEqualTo(Map.of(2, 140L));
        for (PartitionFacts later : List.of(
                facts(2, TOPIC, new Decided(TOPIC, 6, 150), 150L, OptionalLong.of(140)),
                facts(2, TOPIC, new Decided(TOPIC, 5, 151), 150L, OptionalLong.of(140)),
                facts(2, new Uuid(3, 4), new Decided(TOPIC, 5, 150), 150L, OptionalLong.empty()))) {
            assertThatThrownBy(() -> plan(Set.of(value), later)).isInstanceOf(StartupProblemException.class);
        }
    }

    private static StartPlan plan(Set<String> continueFrom, PartitionFacts... facts) {
        return StartPlan.of(List.of(facts), continueFrom);
    }

    private static String entry(PartitionFacts facts, long offset) {
        return facts.partition() + ":" + offset + "@" + facts.fingerprint();
    }

    private static PartitionFacts facts(int partition, @Nullable Long committed, OptionalLong divergedAt) {
        return facts(partition, TOPIC, new Decided(TOPIC, 5, 150), committed, divergedAt);
    }

    private static PartitionFacts facts(
            int partition, Uuid topicId, Decided decided, @Nullable Long committed, OptionalLong divergedAt) {
        return new PartitionFacts(
                partition, topicId, 100, 200, committed, decided, divergedAt, OptionalLong.empty(), Set.of());
    }
}
