package io.txstream.processor.delay;

import io.txstream.processor.metrics.PendingWork;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The due store of one task as a queue in due order. A release reads the due entries and the next one, so its cost does
 * not depend on how many are pending. While nothing is due, it does not read the store at all.
 *
 * <p>Used by the task's stream thread only. The methods of {@link PendingWork} may be called by any thread.
 */
final class DueQueue implements PendingWork {

    private static final long NOTHING_PENDING = Long.MAX_VALUE;

    private final KeyValueStore<Bytes, byte[]> store;

    /**
     * The start of every scan; no entry is before it, and the first entry is at it, if there is one. A scan from the
     * start of the store would read the tombstone of every released entry that compaction has not dropped yet.
     */
    private Bytes scanFrom = Bytes.wrap(new byte[0]);

    private volatile long nextDueMillis = NOTHING_PENDING;
    private volatile long size;

    /** Opens the queue on the entries that the store holds. RocksDB estimates their number. */
    DueQueue(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            if (all.hasNext()) {
                startAt(all.peekNextKey());
                size = store.approximateNumEntries();
            }
        }
    }

    /** Adds an entry, which may be due before any entry released so far. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void add(Bytes key, byte[] event) {
        store.put(key, event);
        size++;
        // After a broker's clock stepped back, new records can be due before the last released one.
        if (nextDueMillis == NOTHING_PENDING || key.compareTo(scanFrom) < 0) {
            scanFrom = key;
        }
        nextDueMillis = Math.min(nextDueMillis, DueKey.dueMillisOf(key));
    }

    /**
     * Removes the entries that are due and passes them on, in due order.
     *
     * @param budget whether another entry may be released after the given number of them
     * @param receiver receives the key and the value of each entry, before the entry is removed
     * @return whether due entries are left to the next call
     */
    boolean release(long nowMillis, IntPredicate budget, BiConsumer<DueKey, byte[]> receiver) {
        if (nextDueMillis > nowMillis) {
            return false;
        }
        try (KeyValueIterator<Bytes, byte[]> pending = store.range(scanFrom, null)) {
            for (int released = 0; pending.hasNext(); released++) {
                Bytes key = pending.peekNextKey();
                startAt(key);
                if (nextDueMillis > nowMillis) {
                    return false;
                }
                if (!budget.test(released)) {
                    return true;
                }
                take(pending.next(), receiver);
            }
        }
        nextDueMillis = NOTHING_PENDING;
        size = 0; // corrects the estimate that the count started from
        return false;
    }

    /** Returns the key of the first entry, or null if there is none. */
    @Nullable
    Bytes head() {
        return nextDueMillis == NOTHING_PENDING ? null : scanFrom;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void take(KeyValue<Bytes, byte[]> entry, BiConsumer<DueKey, byte[]> receiver) {
        receiver.accept(DueKey.fromBytes(entry.key), entry.value);
        store.delete(entry.key);
        size--;
    }

    private void startAt(Bytes key) {
        scanFrom = key;
        nextDueMillis = DueKey.dueMillisOf(key);
    }

    @Override
    public long count() {
        return Math.max(0, size);
    }

    @Override
    public long overdueMillis(long nowMillis) {
        return Math.max(0, nowMillis - nextDueMillis);
    }
}
