package io.txstream.processor.delay;

import io.txstream.processor.progress.Pending;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the due store that were released before, and must not be released again.
 *
 * <p>Another instance may have released entries while a state directory was absent. This store learns of that from
 * tombstones in the changelog, which are dropped after {@code delete.retention.ms}. The recorded head of the store is
 * never dropped: what is below it was released. An entry that a clock put above the head of a later time is not
 * recognized; against that, old directories are deleted at start ({@code state.cleanup.dir.max.age.ms}).
 *
 * <p>Used by the task's stream thread only.
 */
final class StaleEntries {

    private final KeyValueStore<Bytes, byte[]> store;
    private final @Nullable Bytes limit;
    private final long decidedOffset;
    private @Nullable Bytes checkedTo;
    private int deleted;

    private StaleEntries(KeyValueStore<Bytes, byte[]> store, @Nullable Bytes limit, long decidedOffset) {
        this.store = store;
        this.limit = limit;
        this.decidedOffset = decidedOffset;
    }

    /**
     * Compares the store, as it was opened, with its recorded head.
     *
     * @param recorded the head at the last commit, or null if none was recorded; then nothing is stale
     */
    static StaleEntries of(KeyValueStore<Bytes, byte[]> store, @Nullable Pending recorded) {
        if (recorded == null) {
            return new StaleEntries(store, null, 0);
        }
        Bytes limit = recorded.head() == null ? afterLast(store) : recorded.head();
        return new StaleEntries(store, limit, recorded.decidedOffset());
    }

    /** Returns the lowest key that is above all entries, or null if there are none. */
    private static @Nullable Bytes afterLast(KeyValueStore<Bytes, byte[]> store) {
        try (KeyValueIterator<Bytes, byte[]> descending = store.reverseAll()) {
            if (!descending.hasNext()) {
                return null;
            }
            return after(descending.peekNextKey());
        }
    }

    private static Bytes after(Bytes key) {
        return Bytes.wrap(Arrays.copyOf(key.get(), key.get().length + 1));
    }

    /**
     * Deletes stale entries, the lowest first.
     *
     * @param max the most entries to look at, 1 or more
     * @return whether none are left
     */
    boolean delete(int max) {
        if (limit == null) {
            return true;
        }
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(checkedTo, limit)) {
            for (int count = 0; count < max; count++) {
                if (!entries.hasNext() || entries.peekNextKey().compareTo(limit) >= 0) {
                    return true;
                }
                check(entries.next().key);
            }
        }
        return false;
    }

    private void check(Bytes key) {
        if (DueKey.fromBytes(key).offset() < decidedOffset) {
            store.delete(key);
            deleted++;
        }
        checkedTo = after(key);
    }

    /** Whether all stale entries must be deleted before an entry is added: it could be taken for one of them. */
    boolean mayCover(Bytes key) {
        return limit == null || key.compareTo(limit) < 0;
    }

    /** Returns how many entries were deleted. */
    int deleted() {
        return deleted;
    }
}
