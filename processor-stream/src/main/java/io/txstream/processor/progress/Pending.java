package io.txstream.processor.progress;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The first entry of the due store at the last commit. An entry below it was released before, however the store came to
 * hold it. Stored as version (1 byte, {@value #VERSION}) and the entry's key, which is never empty; without a key if
 * the store was empty.
 *
 * @param head the lowest key of the due store, or null if the store was empty
 */
public record Pending(@Nullable Bytes head) {

    private static final byte VERSION = 1;

    public byte[] toBytes() {
        byte[] key = head == null ? new byte[0] : head.get();
        return ByteBuffer.allocate(1 + key.length).put(VERSION).put(key).array();
    }

    static Pending fromBytes(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException("the progress store holds an entry that this version cannot read: version "
                    + (bytes.length == 0 ? "none" : bytes[0]));
        }
        return new Pending(bytes.length == 1 ? null : Bytes.wrap(Arrays.copyOfRange(bytes, 1, bytes.length)));
    }
}
