package io.txstream.processor.progress;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one task, committed in the same Kafka transaction as the offsets and the other stores.
 *
 * <p>Entries are always written again and never deleted. So the newest value survives every compaction of the
 * changelog, and a state directory that returns after a long absence restores it.
 */
public final class ProgressStore {

    /** The key of {@link Decided} in the store and its changelog. */
    public static final Bytes DECIDED = Bytes.wrap("decided".getBytes(UTF_8));

    /** The key of {@link Pending} in the store and its changelog. */
    public static final Bytes PENDING = Bytes.wrap("pending".getBytes(UTF_8));

    /** By how much the recorded time of the stores can be behind. */
    public static final Duration TIME_INTERVAL = Duration.ofSeconds(10);

    /** Its value: version (1 byte, {@value #TIME_VERSION}) and the time in milliseconds (8 bytes, big-endian). */
    private static final Bytes TIME = Bytes.wrap("time".getBytes(UTF_8));

    private static final byte TIME_VERSION = 1;

    private final KeyValueStore<Bytes, byte[]> store;

    public ProgressStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /**
     * Returns the builder, one object for all nodes that use the store. Cached, since every received record writes it:
     * each commit then adds only the last value of a key to the changelog.
     */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
        // Entries carry the append time of the received record, which a broker's wrong clock can put far ahead.
        Map<String, String> changelog = Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                String.valueOf(Long.MAX_VALUE));
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(changelog);
    }

    /** Returns how far the partition was decided, or null if no record of it was. */
    public @Nullable Decided decided() {
        byte[] bytes = store.get(DECIDED);
        return bytes == null ? null : Decided.fromBytes(bytes);
    }

    public void decided(Decided decided) {
        store.put(DECIDED, decided.toBytes());
    }

    /** Returns what the due store held when it was recorded last, or null if it never was. */
    public @Nullable Pending pending() {
        byte[] bytes = store.get(PENDING);
        return bytes == null ? null : Pending.fromBytes(bytes);
    }

    public void pending(Pending pending) {
        store.put(PENDING, pending.toBytes());
    }

    /** Returns the recorded time of the stores in milliseconds since the epoch, or 0 if it was never recorded. */
    public long time() {
        byte[] bytes = store.get(TIME);
        if (bytes == null) {
            return 0;
        }
        if (bytes.length != 1 + Long.BYTES || bytes[0] != TIME_VERSION) {
            throw new IllegalStateException("the progress store holds a time that this version cannot read: "
                    + bytes.length + " bytes, version " + (bytes.length == 0 ? "none" : bytes[0]));
        }
        return ByteBuffer.wrap(bytes).getLong(1);
    }

    public void time(long millis) {
        store.put(
                TIME,
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put(TIME_VERSION)
                        .putLong(millis)
                        .array());
    }
}
