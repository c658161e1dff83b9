package io.txstream.status.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {

    private final CatchUp catchUp = new CatchUp();

    @Test
    void nothingReachesTheFloorBeforeTheLogWasRead() {
        assertThat(reached(5, 5)).isFalse();
        assertThat(catchUp.mayHaveGoneBack(catchUp.floor(), tables("a", 5, 5))).isTrue();
    }

    @Test
    void theEndsOfTheLogAtStartMustBeReached() {
        catchUp.require("a", new long[] {5, 7});
        assertThat(reached(5, 6)).isFalse();
        assertThat(reached(4, 7)).isFalse();
        assertThat(reached(5, 7)).isTrue();
    }

    @Test
    void tablesWithOtherRowsThanPartitionsAreNotComplete() {
        catchUp.require("a", new long[] {0, 0});
        assertThat(reached()).isFalse();
        assertThat(reached(5, 5, 5)).isFalse();
        assertThat(reached(5)).isFalse();
        assertThat(reached(0, 0)).isTrue(); // a 5 can be of the other partition
    }

    /** A restored database can be past the ends of the start and still be behind what was shown. */
    @Test
    void neverBackwardsTheFloorRisesToWhatWasSeen() {
        catchUp.require("a", new long[] {0, 0});
        assertThat(reached(10, 3)).isTrue();
        assertThat(reached(9, 50)).isFalse();
        assertThat(reached(10, 50)).isTrue();
        assertThat(reached(11, 49)).isFalse();
    }

    /** Two statements can finish in another order than their snapshots were taken. */
    @Test
    void aLookupIsComparedWithTheFloorBeforeItsStatement() {
        catchUp.require("a", new long[] {0});
        CatchUp.Floor before = catchUp.floor();
        assertThat(reached(10)).isTrue();
        assertThat(catchUp.reached(before, tables("a", 9))).isTrue();
    }

    /** A standby that was promoted can lack what was shown after the last sample, and still reach the floor. */
    @Test
    void neverBackwardsAnotherGenerationIsNotReliedOnUntilTheLogWasReadAgain() {
        catchUp.require("a", new long[] {5});
        assertThat(catchUp.reached(catchUp.floor(), tables("b", 50))).isFalse();
        assertThat(reached(6)).isTrue(); // the other generation has not raised the floor
        assertThat(catchUp.mayHaveGoneBack(catchUp.floor(), tables("b", 50))).isTrue();
        catchUp.require("b", new long[] {51});
        assertThat(catchUp.reached(catchUp.floor(), tables("b", 50))).isFalse();
        assertThat(catchUp.reached(catchUp.floor(), tables("b", 51))).isTrue();
        assertThat(reached(51)).isFalse();
    }

    @Test
    void neverBackwardsAStatementFromBeforeAChangeOfTheGenerationMeetsTheOldFloor() {
        catchUp.require("a", new long[] {5});
        CatchUp.Floor before = catchUp.floor();
        catchUp.require("b", new long[] {9});
        assertThat(catchUp.reached(before, tables("b", 9))).isFalse();
        assertThat(catchUp.reached(before, tables("a", 9))).isTrue();
    }

    @Test
    void tablesThatAreBehindWhatTheyShowedHaveGoneBack() {
        catchUp.require("a", new long[] {5});
        assertThat(mayHaveGoneBack(4)).isFalse(); // the first catch-up
        assertThat(reached(3)).isFalse();
        assertThat(mayHaveGoneBack(2)).isTrue();
        assertThat(reached(5)).isTrue();
        assertThat(mayHaveGoneBack(5)).isFalse();
        assertThat(mayHaveGoneBack(4)).isTrue();
        assertThat(mayHaveGoneBack()).isTrue();
    }

    /** Tables often go back in an outage, in which samples fail. */
    @Test
    void tablesThatWentBackWhileSamplesFailedHaveGoneBack() {
        catchUp.require("a", new long[] {5});
        catchUp.sampled(reached(5));
        catchUp.sampled(false);
        assertThat(catchUp.isComplete()).isFalse();
        assertThat(mayHaveGoneBack(4)).isTrue();
    }

    /** Otherwise the ends would be read again and again, and be reached only when no record arrives. */
    @Test
    void theEndsOfTheLogAreRequiredOnceForTablesThatWentBack() {
        catchUp.require("a", new long[] {5});
        assertThat(reached(6)).isTrue();
        assertThat(mayHaveGoneBack(2)).isTrue();
        catchUp.require("a", new long[] {9});
        assertThat(reached(2)).isFalse();
        assertThat(mayHaveGoneBack(3)).isFalse();
        assertThat(reached(8)).isFalse();
        assertThat(reached(9)).isTrue();
    }

    @Test
    void noTablesReachTheFloorWhileTheyAreDamaged() {
        catchUp.require("a", new long[] {5});
        catchUp.distrust();
        assertThat(reached(5)).isFalse();
        catchUp.require("a", new long[] {3});
        assertThat(reached(4)).isFalse(); // the floor has not fallen
        assertThat(reached(5)).isTrue();
    }

    private boolean reached(long... offsets) {
        return catchUp.reached(catchUp.floor(), tables("a", offsets));
    }

    private boolean mayHaveGoneBack(long... offsets) {
        return catchUp.mayHaveGoneBack(catchUp.floor(), tables("a", offsets));
    }

    private static ProjectedOffsets tables(String generation, long... offsets) {
        return new ProjectedOffsets(generation, offsets);
    }
}
