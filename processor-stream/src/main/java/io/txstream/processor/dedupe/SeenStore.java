package io.txstream.processor.dedupe;

import io.txstream.contract.TransactionKey;
import io.txstream.processor.flow.ProcessClock;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * The ids seen within the dedupe window. Expiry costs nothing per id: the window store drops whole segments.
 *
 * <p>A window store forgets every entry that is older than its latest time minus the retention. One put at a far time
 * would therefore empty it. The store has a time of its own for that reason: the append time, but never more than
 * {@link ProcessClock#TOLERANCE} ahead of both the process and the time that the store had reached earlier. See
 * infra/decisions/011.
 *
 * <p>Used by one stream thread.
 */
final class SeenStore {

    /**
     * How much longer than the window the store keeps entries: its time can jump by the tolerance, and what is known of
     * its latest time after a restart can be behind by {@link #MARK_INTERVAL_MILLIS}.
     */
    private static final Duration SLACK = ProcessClock.TOLERANCE.multipliedBy(2);

    private static final long TOLERANCE_MILLIS = ProcessClock.TOLERANCE.toMillis();

    /** How far the store's time moves before it is written again. */
    private static final long MARK_INTERVAL_MILLIS = 10_000;

    /** The key of the entries that hold the store's latest time. No transaction id is empty. */
    private static final Bytes MARK = Bytes.wrap(new byte[0]);

    private static final byte[] NO_VALUE = new byte[0];

    private final WindowStore<Bytes, byte[]> store;
    private final long windowMillis;

    /** How far the clock of this process is behind what the store had reached when it was opened; 0 if it is not. */
    private final long clockBehindMillis;

    private long latestMillis;
    private long markedMillis;

    /**
     * Opens the store.
     *
     * @param nowMillis the time of Kafka Streams
     */
    SeenStore(WindowStore<Bytes, byte[]> store, Duration window, long nowMillis) {
        this.store = store;
        this.windowMillis = window.toMillis();
        this.markedMillis = lastMark();
        this.latestMillis = markedMillis;
        this.clockBehindMillis = Math.max(0, markedMillis - TOLERANCE_MILLIS - nowMillis);
    }

    static StoreBuilder<WindowStore<Bytes, byte[]>> builder(String name, Duration window) {
        // Only the retention has an effect. The window size is not used, but must not exceed the retention.
        return Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(name, retention(window), window, false),
                        Serdes.Bytes(),
                        Serdes.ByteArray())
                .withCachingDisabled();
    }

    /** Returns how long the store keeps entries. Its segments on disk depend on it. */
    static Duration retention(Duration window) {
        return window.plus(SLACK);
    }

    /**
     * Returns the store's time for a record.
     *
     * @param appendMillis the append time of the record
     * @param limitedMillis the append time, limited by the clock of this process
     * @param nowMillis the time of Kafka Streams
     */
    long timeOf(long appendMillis, long limitedMillis, long nowMillis) {
        if (clockBehindMillis == 0 || appendMillis == limitedMillis) {
            return limitedMillis;
        }
        // This process started with a clock behind the time that the store had reached, so the clock is the wrong one.
        // Following it would put new entries before old ones, and forget them when the clock is corrected.
        long latest = nowMillis + clockBehindMillis + TOLERANCE_MILLIS;
        return Math.max(limitedMillis, Math.min(appendMillis, latest));
    }

    /** Returns the entry of an id whose time is after {@code time - window}, or null. There is no upper limit. */
    @Nullable
    SeenEntry find(String id, long time) {
        // No upper limit: after a broker's clock stepped back, new records are older than the entry.
        try (WindowStoreIterator<byte[]> entries = store.fetch(key(id), time - windowMillis + 1, Long.MAX_VALUE)) {
            if (!entries.hasNext()) {
                return null;
            }
            KeyValue<Long, byte[]> first = entries.next();
            return SeenEntry.fromBytes(first.value);
        }
    }

    /**
     * Stores the entry of an id at the given time, or at the store's latest time if that is later. After a broker's
     * clock stepped back, an entry at its own time could be older than the retention, and would be dropped at once.
     */
    void remember(String id, long time, SeenEntry entry) {
        latestMillis = Math.max(latestMillis, time);
        store.put(key(id), entry.toBytes(), latestMillis);
        if (latestMillis - markedMillis >= MARK_INTERVAL_MILLIS) {
            store.put(MARK, NO_VALUE, latestMillis);
            markedMillis = latestMillis;
        }
    }

    /** Returns the latest time that was written, or 0 if there is none. */
    private long lastMark() {
        try (WindowStoreIterator<byte[]> marks = store.backwardFetch(MARK, 0, Long.MAX_VALUE)) {
            return marks.hasNext() ? marks.next().key : 0;
        }
    }

    private static Bytes key(String id) {
        return Bytes.wrap(TransactionKey.of(id));
    }
}
