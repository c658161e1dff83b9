package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.progress.Decided;
import io.txstream.processor.progress.Pending;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** {@code ProcessedOnce}: what the due store holds is compared with its recorded head when it is opened. */
class DelayProcessorTest {

    private final DueTask task = new DueTask();

    @Test
    void recordsTheHeadWhenATransactionIsAddedAndReleased() {
        task.tick(0);
        assertThat(task.progress.pending()).isEqualTo(new Pending(null, null, 0));
        task.receive("t1", 100, 0);
        task.receive("t2", 200, 1);
        assertThat(task.head()).isEqualTo(100);
        task.tick(150);
        assertThat(task.head()).isEqualTo(200);
        task.tick(200);
        assertThat(task.progress.pending()).isEqualTo(new Pending(null, null, 2));
        task.receive("t3", 50, 2); // a broker's clock stepped back
        assertThat(task.head()).isEqualTo(50);
    }

    @Test
    void nothingIsReleasedAgainFromAStoreThatReturnsAfterItsTombstonesWereCompacted() {
        task.receive("t1", 100, 0);
        task.receive("t2", 300, 1);
        byte[] released = task.due.get(DueTask.key("t1", 100, 0));
        task.tick(200);
        task.due.put(DueTask.key("t1", 100, 0), released);
        task.restart();
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t2");
    }

    @Test
    void nothingIsLostThatIsReceivedBeforeTheStaleEntriesAreDeleted() {
        task.receive("t1", 100, 0);
        byte[] released = task.due.get(DueTask.key("t1", 100, 0));
        task.tick(200);
        task.due.put(DueTask.key("t1", 100, 0), released);
        task.restart();
        task.receive("t2", 300, 1);
        task.restart(); // committed, and ended before its first tick
        task.receive("t3", 90, 2); // a broker's clock stepped back
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t3", "t2");
        assertThat(task.progress.pending()).isEqualTo(new Pending(null, null, 3));
    }

    @Test
    void keepsTheEntriesOfAVersionWithoutProgress() {
        task.receive("t1", 100, 0);
        task.progressStore.delete(Bytes.wrap("pending".getBytes(UTF_8)));
        task.restart();
        task.receive("t2", 300, 1);
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t1", "t2");
    }

    @Test
    void nothingLostWhenTheTaskIsRevivedAfterAnAbortedTransaction() {
        task.tick(0);
        task.receive("t1", 100, 0);
        task.receive("t2", 300, 1);
        byte[] t1 = task.due.get(DueTask.key("t1", 100, 0));
        Pending pending = requireNonNull(task.progress.pending());
        task.tick(200); // emits t1 in a transaction that is aborted
        task.due.put(DueTask.key("t1", 100, 0), t1); // restored from the changelogs
        task.progress.pending(pending);
        task.revive();
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t1", "t2");
    }

    @Test
    void nothingLostOfWhatAVersionWithoutProgressAdded() {
        task.tick(0); // records an empty store
        task.progress.decided(new Decided(new Uuid(1, 2), 4, 10));
        task.due.put(DueTask.key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        task.restart();
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t20");
    }

    /** The new version ended before its first tick, and the next one took them for stale. */
    @Test
    void nothingLostOfWhatAVersionWithoutProgressAddedWhenTheNextStartEndsEarly() {
        task.progress.decided(new Decided(new Uuid(1, 2), 4, 10));
        task.tick(0); // records an empty store
        task.due.put(DueTask.key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        task.restart();
        task.receive("t30", 400, 30);
        assertThat(task.head()).isEqualTo(400);
        task.receive("t31", 350, 31);
        assertThat(task.head()).isEqualTo(350);
        task.restart();
        task.tick(500);
        assertThat(task.emitted()).containsExactly("t20", "t31", "t30");
    }

    /** The same below a head, after a broker's clock stepped back. */
    @Test
    void nothingLostThatAVersionWithoutProgressAddedBelowTheHead() {
        task.receive("t9", 350, 9);
        task.due.put(DueTask.key("t20", 300, 20), DueEvent.toBytes(new byte[0]));
        task.restart();
        task.receive("t30", 400, 30);
        task.restart();
        task.tick(500);
        assertThat(task.emitted()).containsExactly("t20", "t9", "t30");
    }

    /** After a broker's clock stepped back, the newest can be released later, or was released before. */
    @Test
    void aReleasedNewestTransactionIsNotTakenForALostOne() {
        task.tick(0);
        task.receive("t1", 300, 0);
        task.receive("t2", 100, 1);
        task.tick(200);
        task.restart();
        task.receive("t3", 250, 2);
        task.restart();
        task.tick(270);
        task.restart();
        task.tick(400);
        assertThat(task.emitted()).containsExactly("t1");
        assertThat(task.progress.pending()).isEqualTo(new Pending(null, null, 3));
        task.restart();
    }
}
