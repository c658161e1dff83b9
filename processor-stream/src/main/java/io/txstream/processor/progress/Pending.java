package io.txstream.processor.progress;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the due store holds: its first entry, and the one that was added last. An entry below the first, of a record
 * that was decided then, was released before, however the store came to hold it. Both entries must be in the store.
 *
 * <p>Stored as version (1 byte, {@value #VERSION}), decided offset (8 bytes), length of the first key (4 bytes), the
 * keys. Numbers are big-endian. A key is never empty; one that is null takes no bytes. Version 1, which is read but not
 * written, has no length and only the first key.
 *
 * @param head the lowest key of the due store, or null if the store was empty
 * @param newest the key that was added last before the last tick or change of the head, or null if it was released or
 *     is not known
 * @param decidedOffset the next offset to decide when this was recorded, or earlier while stale entries are left; 0 or
 *     more. A version that does not record the head can have added entries of later records below it
 */
public record Pending(@Nullable Bytes head, @Nullable Bytes newest, long decidedOffset) {

    private static final byte VERSION = 2;

    /** Without the newest key, and so without a length of the first one. */
    private static final byte VERSION_WITHOUT_NEWEST = 1;

    private static final int KEYS_START = 1 + Long.BYTES + Integer.BYTES;
    private static final byte[] NO_KEY = {};

    public byte[] toBytes() {
        byte[] first = bytes(head);
        byte[] last = bytes(newest);
        return ByteBuffer.allocate(KEYS_START + first.length + last.length)
                .put(VERSION)
                .putLong(decidedOffset)
                .putInt(first.length)
                .put(first)
                .put(last)
                .array();
    }

    static Pending fromBytes(byte[] bytes) {
        if (bytes.length > Long.BYTES && bytes[0] == VERSION_WITHOUT_NEWEST) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            long decidedOffset = buffer.getLong();
            return new Pending(key(buffer, buffer.remaining()), null, decidedOffset);
        }
        if (bytes.length < KEYS_START || bytes[0] != VERSION) {
            throw new IllegalStateException("the progress store holds an entry that this version cannot read: "
                    + bytes.length + " bytes, version " + (bytes.length == 0 ? "none" : bytes[0]));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long decidedOffset = buffer.getLong();
        Bytes head = key(buffer, buffer.getInt());
        return new Pending(head, key(buffer, buffer.remaining()), decidedOffset);
    }

    private static byte[] bytes(@Nullable Bytes key) {
        return key == null ? NO_KEY : key.get();
    }

    private static @Nullable Bytes key(ByteBuffer buffer, int length) {
        byte[] key = new byte[length];
        buffer.get(key);
        return length == 0 ? null : Bytes.wrap(key);
    }
}
