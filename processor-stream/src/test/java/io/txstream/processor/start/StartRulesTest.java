package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.progress.Decided;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The log has offsets 100 to 200 unless a test says otherwise. */
class StartRulesTest {

    private static final Uuid TOPIC = new Uuid(1, 2);
    private static final OptionalLong NONE = OptionalLong.empty();

    @Test
    void anOffsetThatAgreesWithTheProgressIsKept() {
        assertThat(decide(150L, decided(150), NONE)).isEqualTo(new StartDecision.AsItIs());
    }

    @Test
    void anOffsetThatIsMissingIsSetToTheProgress() {
        assertThat(decide(null, decided(150), NONE)).isEqualTo(new StartDecision.SetOffset(150, true));
    }

    @Test
    void anOffsetThatWasResetIsSetBackToTheProgress() {
        assertThat(decide(100L, decided(150), NONE)).isEqualTo(new StartDecision.SetOffset(150, false));
        assertThat(decide(200L, decided(150), NONE)).isEqualTo(new StartDecision.SetOffset(150, false));
        assertThat(decide(0L, decided(150), NONE)).isEqualTo(new StartDecision.SetOffset(150, true));
        assertThat(decide(201L, decided(150), NONE)).isEqualTo(new StartDecision.SetOffset(150, true));
    }

    /** A rollback: the progress recorded nothing of it, and all of it was processed again. */
    @Test
    void anOffsetThatAVersionWithoutProgressCommittedIsKept() {
        assertThat(processedTo(170, 180, 150)).isEqualTo(new StartDecision.AsItIs());
        assertThat(processedTo(170, 180, 90)).isEqualTo(new StartDecision.AsItIs());
        refused(processedTo(170, 201, 150), "truncated or created again", 200);
        assertThat(processedTo(150, 180, 150)).isEqualTo(new StartDecision.SetOffset(150, false));
        assertThat(processedTo(190, 180, 150)).isEqualTo(new StartDecision.SetOffset(150, false));
    }

    @Test
    void aTruncatedLogIsRefused() {
        refused(decide(150L, decided(150), OptionalLong.of(140)), "truncated at offset 140", 140);
        refused(decide(250L, decided(250), OptionalLong.of(190)), "truncated at offset 190", 190);
        refused(decide(250L, decided(250), NONE), "truncated at offset 200", 200);
        refused(decide(150L, decided(150), OptionalLong.of(50)), "truncated at offset 50", 100);
    }

    @Test
    void recordsDeletedBeforeTheyWereProcessedAreRefused() {
        refused(decide(90L, decided(90), NONE), "offsets 90 to 99 were deleted", 100);
        refused(decide(null, decided(90), NONE), "offsets 90 to 99 were deleted", 100);
    }

    @Test
    void anOffsetThatWasResetHidesNoDeletedRecords() {
        refused(decide(100L, decided(90), NONE), "offsets 90 to 99 were deleted", 100);
        refused(decide(200L, decided(90), NONE), "offsets 90 to 99 were deleted", 100);
    }

    @Test
    void anOffsetThatWasResetIsNotAdoptedWithoutProgress() {
        refused(withoutProgress(120L, OptionalLong.of(140)), "was processed up to offset 140 at least", 140);
    }

    @Test
    void aTopicThatWasCreatedAgainIsRefused() {
        var other = new Decided(new Uuid(3, 4), 5, 150);
        refused(decide(150L, other, NONE), "was created again", 100);
    }

    @Test
    void aFirstStartBeginsWhereTheLogBegins() {
        assertThat(withoutProgress(null, NONE, "seen", "due")).isEqualTo(new StartDecision.SetOffset(100, true));
        assertThat(withoutProgress(100L, NONE, "seen", "due")).isEqualTo(new StartDecision.AsItIs());
    }

    @Test
    void theOffsetOfAVersionWithoutProgressIsAdopted() {
        assertThat(withoutProgress(150L, OptionalLong.of(140))).isEqualTo(new StartDecision.AsItIs());
        assertThat(withoutProgress(150L, NONE)).isEqualTo(new StartDecision.AsItIs());
    }

    @Test
    void stateThatIsLostIsRefused() {
        refused(withoutProgress(null, OptionalLong.of(140)), "no progress record and no offset", 140);
        refused(withoutProgress(150L, OptionalLong.of(140), "due"), "the topics [due] do not exist", 140);
        refused(withoutProgress(150L, NONE, "due"), "the topics [due] do not exist", 150);
        refused(decide(150L, decided(150), NONE, "seen"), "the topics [seen] do not exist", 150);
    }

    @Test
    void anOffsetOutsideTheLogIsRefusedWithoutProgressToo() {
        refused(withoutProgress(90L, NONE), "offsets 90 to 99 were deleted", 100);
        refused(withoutProgress(201L, NONE), "truncated or created again", 200);
    }

    private static StartDecision processedTo(long processedNext, long committed, long decidedNext) {
        return decide(committed, decided(decidedNext), NONE, OptionalLong.of(processedNext), Set.of());
    }

    private static StartDecision withoutProgress(
            @Nullable Long committed, OptionalLong processedNext, String... missing) {
        return decide(committed, null, NONE, processedNext, Set.of(missing));
    }

    private static StartDecision decide(
            @Nullable Long committed, @Nullable Decided decided, OptionalLong divergedAt, String... missing) {
        return decide(committed, decided, divergedAt, NONE, Set.of(missing));
    }

    private static StartDecision decide(
            @Nullable Long committed,
            @Nullable Decided decided,
            OptionalLong divergedAt,
            OptionalLong processedNext,
            Set<String> missing) {
        return StartRules.decide(
                new PartitionFacts(3, TOPIC, 100, 200, committed, decided, divergedAt, processedNext, missing));
    }

    private static Decided decided(long nextOffset) {
        return new Decided(TOPIC, 5, nextOffset);
    }

    private static void refused(StartDecision decision, String problem, long continueFrom) {
        assertThat(decision).isInstanceOfSatisfying(StartDecision.Refuse.class, refuse -> {
            assertThat(refuse.problem())
                    .startsWith("partition 3 of transactions.received ")
                    .contains(problem);
            assertThat(refuse.continueFrom()).isEqualTo(continueFrom);
        });
    }
}
