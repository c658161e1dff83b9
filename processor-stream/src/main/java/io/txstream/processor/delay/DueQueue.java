package io.txstream.processor.delay;

import io.txstream.processor.metrics.PendingWork;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The due store of one task as a queue in due order. Taking what is due costs what is taken and one seek more, however
 * much is pending; when nothing is due it does not touch the store at all.
 *
 * <p>Used by the task's stream thread alone; {@link PendingWork} is read by others.
 */
final class DueQueue implements PendingWork {

    private static final long NOTHING = Long.MAX_VALUE;

    private final KeyValueStore<Bytes, byte[]> store;

    /**
     * No entry lies before it. A scan from the store's start would walk over the tombstone of everything ever released
     * that compaction has not yet dropped.
     */
    private Bytes scanFrom = Bytes.wrap(new byte[0]);

    private volatile long nextDueMillis = NOTHING;
    private volatile long size;

    /** Asks the store for its first entry, and for how many it has: RocksDB estimates that. */
    DueQueue(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            if (all.hasNext()) {
                startAt(all.peekNextKey());
                size = store.approximateNumEntries();
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void add(Bytes key, byte[] event) {
        store.put(key, event);
        size++;
        // A broker whose clock stepped back appends records that are due before what was released last.
        if (key.compareTo(scanFrom) < 0) {
            scanFrom = key;
        }
        nextDueMillis = Math.min(nextDueMillis, DueKey.dueMillisOf(key));
    }

    /**
     * Takes out what is due, in due order.
     *
     * @param limit how many at the most; the rest is for the next call
     */
    void release(long nowMillis, int limit, BiConsumer<DueKey, byte[]> receiver) {
        if (nextDueMillis > nowMillis) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> pending = store.range(scanFrom, null)) {
            for (int released = 0; pending.hasNext(); released++) {
                Bytes key = pending.peekNextKey();
                startAt(key);
                if (released == limit || nextDueMillis > nowMillis) {
                    return;
                }
                take(pending.next(), receiver);
            }
        }
        nextDueMillis = NOTHING;
        size = 0; // and an estimate that was wrong is right again
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
