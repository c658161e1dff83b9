package io.txstream.processor.dedupe;

import io.txstream.contract.TransactionKey;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.progress.ProgressStore;
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
 * <p>Used by one stream thread.
 */
final class SeenStore {

    /**
     * How much longer than the window the store keeps entries: the time of the stores can jump by the tolerance, and is
     * recorded every {@link ProgressStore#TIME_INTERVAL}.
     */
    private static final Duration SLACK = ProcessClock.TOLERANCE.multipliedBy(2);

    private final WindowStore<Bytes, byte[]> store;
    private final long windowMillis;

    SeenStore(WindowStore<Bytes, byte[]> store, Duration window) {
        this.store = store;
        this.windowMillis = window.toMillis();
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
     * Stores the entry of an id.
     *
     * @param time the time of the stores, which never moves back. After a broker's clock stepped back, an entry at the
     *     time of its record could be older than the retention, and would be dropped at once
     */
    void remember(String id, long time, SeenEntry entry) {
        store.put(key(id), entry.toBytes(), time);
    }

    private static Bytes key(String id) {
        return Bytes.wrap(TransactionKey.of(id));
    }
}
