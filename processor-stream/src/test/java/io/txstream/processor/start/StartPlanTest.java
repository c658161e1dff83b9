package io.txstream.processor.start;

import static java.util.Objects.requireNonNull;
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
        assertThat(plan("", UNCHANGED).isEmpty()).isTrue();
        assertThat(plan("0:100", UNCHANGED).isEmpty()).isTrue();
    }

    @Test
    void aMissingOffsetIsSetWithItsLeaderEpoch() {
        StartPlan plan = plan("1:100", UNCHANGED, WITHOUT_OFFSET);
        assertThat(plan.offsets())
                .isEqualTo(Map.of(StartPlan.received(1), new OffsetAndMetadata(150, Optional.of(5), "")));
        assertThat(plan.required()).isTrue();
        assertThat(plan.chosen()).isEmpty();
    }

    @Test
    void aRefusalNamesTheValueThatContinues() {
        PartitionFacts other = facts(4, 150L, OptionalLong.of(130));
        assertThatThrownBy(() -> plan("2:140", UNCHANGED, TRUNCATED, other))
                .isInstanceOfSatisfying(
                        StartupProblemException.class,
                        problem ->
                                assertThat(problem.remedy()).endsWith("TXSTREAM_PROCESSOR_CONTINUE_FROM=2:140,4:130"))
                .hasMessageContaining("partition 4 of transactions.received")
                .hasMessageNotContaining("partition 2 of");
        assertThat(plan("2:140,4:130", UNCHANGED, TRUNCATED, other).chosen()).isEqualTo(Map.of(2, 140L, 4, 130L));
    }

    @Test
    void aValueOfAnEarlierProblemHasNoEffect() {
        assertThatThrownBy(() -> plan("2:120", TRUNCATED)).isInstanceOf(StartupProblemException.class);
    }

    @Test
    void readsTheSetting() {
        assertThat(ContinueFrom.parse(" ")).isEqualTo(new ContinueFrom(Map.of()));
        assertThat(ContinueFrom.parse("0:5, 11:0")).isEqualTo(new ContinueFrom(Map.of(0, 5L, 11, 0L)));
        for (String wrong : List.of("5", "0:", "0:5,", "0:5,0:6", "-1:5", "a:b", "0:9999999999999999999")) {
            assertThat(ContinueFrom.parse(wrong)).as(wrong).isNull();
        }
    }

    private static StartPlan plan(String continueFrom, PartitionFacts... facts) {
        return StartPlan.of(List.of(facts), requireNonNull(ContinueFrom.parse(continueFrom)));
    }

    private static PartitionFacts facts(int partition, @Nullable Long committed, OptionalLong divergedAt) {
        var decided = new Decided(TOPIC, 5, 150);
        return new PartitionFacts(
                partition, TOPIC, 100, 200, committed, decided, divergedAt, OptionalLong.empty(), Set.of());
    }
}
