package io.txstream.status.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {

    private final CatchUp catchUp = new CatchUp();

    @Test
    void nothingReachesTheFloorBeforeTheLogWasRead() {
        assertThat(reached(true, 5, 5)).isFalse();
    }

    @Test
    void theEndsOfTheLogAtStartMustBeReached() {
        catchUp.require(new long[] {5, 7});
        assertThat(reached(true, 5, 6)).isFalse();
        assertThat(reached(true, 4, 7)).isFalse();
        assertThat(reached(true, 5, 7)).isTrue();
    }

    @Test
    void missingRowsAndAnUnfinishedRebuildAreNotComplete() {
        catchUp.require(new long[] {0, 0});
        assertThat(reached(true)).isFalse();
        assertThat(reached(true, 5)).isFalse();
        assertThat(reached(false, 5, 5)).isFalse();
    }

    /** A restored database can be past the ends of the start and still be behind what was shown. */
    @Test
    void neverBackwardsTheFloorRisesToWhatWasSeen() {
        catchUp.require(new long[] {0, 0});
        assertThat(reached(true, 10, 3)).isTrue();
        assertThat(reached(true, 9, 50)).isFalse();
        assertThat(reached(true, 10, 50)).isTrue();
        assertThat(reached(true, 11, 49)).isFalse();
    }

    /** Two statements can finish in another order than their snapshots were taken. */
    @Test
    void aLookupIsComparedWithTheFloorBeforeItsStatement() {
        catchUp.require(new long[] {0});
        long[] before = catchUp.floor();
        assertThat(reached(true, 10)).isTrue();
        assertThat(catchUp.reached(before, new ProjectedOffsets(new long[] {9}, true)))
                .isTrue();
    }

    private boolean reached(boolean rebuilt, long... offsets) {
        return catchUp.reached(catchUp.floor(), new ProjectedOffsets(offsets, rebuilt));
    }
}
