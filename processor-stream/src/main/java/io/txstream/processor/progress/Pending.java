package io.txstream.processor.progress;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The first entry of the due store. An entry below it, of a record that was decided then, was released before, however
 * the store came to hold it. Stored as version (1 byte, {@value #VERSION}), decided offset (8 bytes, big-endian) and
 * the entry's key, which is never empty; without a key if the store was empty.
 *
 * @param head the lowest key of the due store, or null if the store was empty
 * @param decidedOffset the next offset to decide when the head was recorded, 0 or more. A version that does not record
 *     the head can have added entries of later records below it
 */
public record Pending(@Nullable Bytes head, long decidedOffset) {

    private static final byte VERSION = 1;
    private static final int HEAD_START = 1 + Long.BYTES;

    public byte[] toBytes() {
        byte[] key = head == null ? new byte[0] : head.get();
        return ByteBuffer.allocate(HEAD_START + key.length)
                .put(VERSION)
                .putLong(decidedOffset)
                .put(key)
                .array();
    }

    static Pending fromBytes(byte[] bytes) {
        if (bytes.length < HEAD_START || bytes[0] != VERSION) {
            throw new IllegalStateException("the progress store holds an entry that this version cannot read: "
                    + bytes.length + " bytes, version " + (bytes.length == 0 ? "none" : bytes[0]));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long decidedOffset = buffer.getLong();
        byte[] key = new byte[buffer.remaining()];
        buffer.get(key);
        return new Pending(key.length == 0 ? null : Bytes.wrap(key), decidedOffset);
    }
}
