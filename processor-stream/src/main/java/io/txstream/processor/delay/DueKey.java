package io.txstream.processor.delay;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * The order of everything that waits: due time in milliseconds since the epoch (8 bytes, big-endian), received offset (8
 * bytes, big-endian), transaction id (UTF-8).
 *
 * <p>Stores compare keys byte by byte, unsigned. Neither number is ever negative, so its highest bit is 0, and big-endian
 * puts the weightier byte first: byte order is numeric order, of due times first and of offsets among equals. Two records
 * of a partition never share an offset, so the id decides nothing; it is there to be the key of the processed event.
 *
 * @param dueMillis 0 or more
 * @param offset 0 or more
 * @param id the transaction id as the key's bytes
 */
record DueKey(long dueMillis, long offset, byte[] id) {

    private static final int ID_START = 2 * Long.BYTES;

    DueKey {
        if (dueMillis < 0 || offset < 0) {
            throw new IllegalArgumentException("no due key: due " + dueMillis + ", offset " + offset);
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

    /** The due time alone, for the scan that reads nothing else of most keys. */
    static long dueMillisOf(Bytes bytes) {
        return ByteBuffer.wrap(bytes.get()).getLong();
    }

    private static byte[] idOf(byte[] key) {
        return Arrays.copyOfRange(key, ID_START, key.length);
    }
}
