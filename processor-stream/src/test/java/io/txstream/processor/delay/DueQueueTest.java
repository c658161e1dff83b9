package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class DueQueueTest {

    private final CountingStore store = new CountingStore();
    private final DueQueue queue = new DueQueue(store);

    @Test
    void releasesUpToTheLimitAndTheRestInTheNextCall() {
        addAll(100, 5);
        assertThat(release(1_000, 3)).containsExactly("t0", "t1", "t2");
        assertThat(queue.overdueMillis(1_000)).isEqualTo(900);
        assertThat(release(1_000, 3)).containsExactly("t3", "t4");
        assertThat(queue.overdueMillis(1_000)).isZero();
    }

    @Test
    void reportsWhetherDueEntriesAreLeft() {
        addAll(100, 2);
        assertThat(queue.release(100, released -> released < 1, (key, event) -> {}))
                .isTrue();
        assertThat(queue.release(100, released -> released < 1, (key, event) -> {}))
                .isFalse();
    }

    @Test
    void doesNotReadTheStoreWhileNothingIsDue() {
        addAll(100, 5);
        int before = store.scans();
        for (int now = 0; now < 100; now++) {
            assertThat(release(now, 10)).isEmpty();
        }
        assertThat(store.scans()).isEqualTo(before);
    }

    @Test
    void readsTheDueEntriesAndOneMoreHoweverManyArePending() {
        addAll(100, 3);
        addAll(200, 10_000);
        int before = store.entriesRead();
        assertThat(release(100, 10)).hasSize(3);
        assertThat(store.entriesRead() - before).isEqualTo(4);
    }

    @Test
    void neverScansReleasedEntries() {
        addAll(100, 3);
        release(100, 10);
        add(300, 7, "later");
        release(300, 10);
        Bytes released = new DueKey(100, 2, "t2".getBytes(UTF_8)).toBytes();
        assertThat(store.lastScanStart()).isGreaterThanOrEqualTo(released);
    }

    @Test
    void continuesWithTheEntriesOfAnEarlierRun() {
        addAll(100, 2);
        var restarted = new DueQueue(store);
        assertThat(restarted.count()).isEqualTo(2);
        assertThat(restarted.overdueMillis(150)).isEqualTo(50);
        List<String> ids = new ArrayList<>();
        restarted.release(150, released -> released < 10, (key, event) -> ids.add(new String(key.id(), UTF_8)));
        assertThat(ids).containsExactly("t0", "t1");
        assertThat(restarted.count()).isZero();
    }

    @Test
    void releasesAnEntryDueBeforeTheLastReleasedOne() {
        add(100, 1, "t1");
        release(100, 10);
        add(50, 2, "t2");
        assertThat(release(100, 10)).containsExactly("t2");
    }

    private void addAll(long due, int count) {
        IntStream.range(0, count).forEach(i -> add(due, i, "t" + i));
    }

    private void add(long due, long offset, String id) {
        queue.add(new DueKey(due, offset, id.getBytes(UTF_8)).toBytes(), DueEvent.toBytes(new byte[0]));
    }

    private List<String> release(long now, int limit) {
        List<String> ids = new ArrayList<>();
        queue.release(now, released -> released < limit, (key, event) -> ids.add(new String(key.id(), UTF_8)));
        return ids;
    }
}
