package io.txstream.status.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.junit.jupiter.api.Test;

class EndReadsTest {

    private static final Node ONE = broker(1);
    private static final Node TWO = broker(2);
    private static final Node THREE = broker(3);
    private static final Node DOWN = new Node(3, "", -1);

    private final List<Long> ends = new ArrayList<>();
    private int wakes;
    private final EndReads reads = new EndReads(() -> wakes++);

    @Test
    void oneReplicaIsEnoughIfThereIsOne() {
        place(1, ONE);
        call();
        answer(ONE, 7);
        assertThat(ends).containsExactly(7L);
    }

    /**
     * A leader that was suspended for so long that another one was elected answers at once when it is resumed, from the
     * log that it had. Both in-sync replicas of the other leader have what was acknowledged since.
     */
    @Test
    void noFalse404AFormerLeaderAloneDoesNotDecide() {
        place(2, ONE, TWO, THREE);
        call();
        answer(ONE, 5);
        assertThat(ends).isEmpty();
        answer(TWO, 6);
        assertThat(ends).containsExactly(6L);
    }

    @Test
    void noFalse404WithOneReplicaInSyncAllMustAnswer() {
        place(1, ONE, TWO, DOWN);
        call();
        answer(ONE, 5);
        answer(TWO, 5);
        assertThat(ends).isEmpty();
    }

    @Test
    void aBrokerThatIsDownIsNotNeeded() {
        place(2, ONE, TWO, DOWN);
        call();
        answer(ONE, 5);
        answer(TWO, 4);
        assertThat(ends).containsExactly(5L);
        assertThat(reads.placement().brokers()).containsExactlyInAnyOrder(ONE, TWO);
    }

    /** What is acknowledged after a request began is not in its answer. */
    @Test
    void noFalse404ARequestFromBeforeTheCallDoesNotAnswerIt() {
        place(1, ONE);
        long before = reads.begin();
        call();
        reads.answered(ONE, before, Map.of(0, 5L));
        assertThat(ends).isEmpty();
        assertThat(reads.needs(ONE)).isTrue();
        answer(ONE, 6);
        assertThat(ends).containsExactly(6L);
    }

    @Test
    void noFalse404EachAnswerOfAQuorumMustBeFromAfterTheCall() {
        place(2, ONE, TWO, THREE);
        answer(ONE, 5);
        answer(TWO, 5);
        call();
        answer(THREE, 5);
        assertThat(ends).isEmpty();
        answer(TWO, 6);
        assertThat(ends).containsExactly(6L);
    }

    @Test
    void allCallsFromBeforeARequestShareIt() {
        place(1, ONE);
        call();
        call();
        long begun = reads.begin();
        call();
        reads.answered(ONE, begun, Map.of(0, 5L));
        assertThat(ends).containsExactly(5L, 5L);
        assertThat(reads.needs(ONE)).isTrue(); // for the third
    }

    @Test
    void aBrokerIsNeededWhileACallCanUseItsAnswer() {
        place(2, ONE, TWO, THREE);
        assertThat(reads.needs(ONE)).isFalse();
        call();
        assertThat(reads.needs(ONE)).isTrue();
        answer(ONE, 5);
        assertThat(reads.needs(ONE)).isFalse();
        assertThat(reads.needs(THREE)).isTrue();
        answer(TWO, 5);
        assertThat(reads.needs(THREE)).isFalse();
    }

    /** A replica on a disk that has failed is not among the ends. */
    @Test
    void anAnswerWithoutThePartitionDoesNotCount() {
        place(1, ONE);
        call();
        reads.answered(ONE, reads.begin(), Map.of());
        assertThat(ends).isEmpty();
        assertThat(reads.needs(ONE)).isTrue();
    }

    @Test
    void aCancelledCallNeedsNoBrokerAndGetsNoAnswer() {
        place(1, ONE);
        reads.cancel(0, reads.call(0, ends::add));
        assertThat(reads.needs(ONE)).isFalse();
        answer(ONE, 5);
        assertThat(ends).isEmpty();
    }

    @Test
    void onlyTheFirstOfSeveralCallsWakesTheClient() {
        place(1, ONE);
        int before = wakes;
        call();
        call();
        assertThat(wakes).isEqualTo(before + 1);
        answer(ONE, 5);
        call();
        assertThat(wakes).isEqualTo(before + 2);
    }

    private void place(int minInSyncReplicas, Node... replicas) {
        int quorum = replicas.length - minInSyncReplicas + 1;
        reads.place(new Placement(Map.of(0, new Placement.Replicas(List.of(replicas), quorum))));
    }

    private void call() {
        long unused = reads.call(0, ends::add);
    }

    private void answer(Node broker, long end) {
        reads.answered(broker, reads.begin(), Map.of(0, end));
    }

    private static Node broker(int id) {
        return new Node(id, "127.0.0.1", 9_000 + id);
    }
}
