package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.progress.Pending;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Test;

class StaleEntriesTest {

    /** Every entry of these tests has offset 1. */
    private static final long DECIDED = 2;

    private final CountingStore store = new CountingStore();

    @Test
    void deletesWhatIsBelowTheRecordedHead() {
        put(100, 150, 200);
        StaleEntries stale = StaleEntries.of(store, new Pending(key(150), null, DECIDED));
        assertThat(stale.delete(10)).isTrue();
        assertThat(dueTimes()).containsExactly(150L, 200L);
        assertThat(stale.deleted()).isEqualTo(1);
    }

    @Test
    void deletesEverythingIfTheStoreWasEmpty() {
        put(100, 150, 200);
        StaleEntries stale = StaleEntries.of(store, new Pending(null, null, DECIDED));
        assertThat(stale.delete(10)).isTrue();
        assertThat(dueTimes()).isEmpty();
    }

    @Test
    void deletesNothingIfNothingWasRecorded() {
        put(100, 150);
        assertThat(StaleEntries.of(store, null).delete(10)).isTrue();
        assertThat(dueTimes()).containsExactly(100L, 150L);
    }

    /** A version that does not record the head has added it. */
    @Test
    void keepsWhatWasDecidedAfterTheHeadWasRecorded() {
        put(100, 150, 200);
        StaleEntries stale = StaleEntries.of(store, new Pending(key(150), null, DECIDED - 1));
        assertThat(stale.delete(10)).isTrue();
        assertThat(dueTimes()).containsExactly(100L, 150L, 200L);
    }

    @Test
    void deletesInStepsAndKeepsWhatIsAddedMeanwhile() {
        put(100, 150, 200);
        StaleEntries stale = StaleEntries.of(store, new Pending(null, null, DECIDED));
        assertThat(stale.delete(1)).isFalse();
        assertThat(stale.mayCover(key(120))).isTrue();
        assertThat(stale.mayCover(key(201))).isFalse();
        put(201);
        assertThat(stale.delete(1)).isFalse();
        assertThat(stale.delete(10)).isTrue();
        assertThat(dueTimes()).containsExactly(201L);
    }

    private void put(long... dueTimes) {
        for (long due : dueTimes) {
            store.put(key(due), DueEvent.toBytes(new byte[0]));
        }
    }

    private static Bytes key(long due) {
        return new DueKey(due, 1, "t".getBytes(UTF_8)).toBytes();
    }

    private List<Long> dueTimes() {
        List<Long> times = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> times.add(DueKey.dueMillisOf(entry.key)));
        }
        return times;
    }
}
