package io.txstream.processor.delay;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * The key of an entry of the due store: due time in milliseconds since the epoch (8 bytes, big-endian), received offset
 * (8 bytes, big-endian), transaction id (UTF-8).
 *
 * <p>Stores compare keys byte by byte, unsigned. Neither number is negative, so its highest bit is 0, and big-endian
 * puts the most significant byte first. Byte order is therefore numeric order: by due time, then by offset. Two records
 * of a partition never have the same offset, so the id never decides. It is stored to be the key of the processed
 * event.
 *
 * @param dueMillis the due time, 0 or more
 * @param offset the received offset, 0 or more
 * @param id the transaction id in UTF-8
 */
record DueKey(long dueMillis, long offset, byte[] id) {

    private static final int ID_START = 2 * Long.BYTES;

    DueKey {
        if (dueMillis < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "due time and offset must be 0 or more, but are " + dueMillis + " and " + offset);
        }
    }

    Bytes toBytes() {
        return Bytes.wrap(ByteBuffer.allocate(ID_START + id.length)
                .putLong(dueMillis)
                .putLong(offset)
                .put(id)
                .array());
    }

    static DueKey fromBytes(Bytes bytes) {
        byte[] key = bytes.get();
        return new DueKey(dueMillisOf(bytes), ByteBuffer.wrap(key).getLong(Long.BYTES), idOf(key));
    }

    /** Returns the due time alone, without copying the id. */
    static long dueMillisOf(Bytes bytes) {
        return ByteBuffer.wrap(bytes.get()).getLong();
    }

    private static byte[] idOf(byte[] key) {
        return Arrays.copyOfRange(key, ID_START, key.length);
    }
}
