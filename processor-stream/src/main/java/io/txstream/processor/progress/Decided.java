package io.txstream.processor.progress;

import java.nio.ByteBuffer;
import org.apache.kafka.common.Uuid;

/**
 * How far a received partition was decided: every record below an offset was forwarded, rejected, dropped as a
 * duplicate, or stored until it is due. Stored as 29 bytes: version (1 byte, {@value #VERSION}), topic id (16 bytes),
 * leader epoch (4 bytes, big-endian), next offset (8 bytes, big-endian).
 *
 * @param topicId the id of the received topic, which a topic that is created again does not share
 * @param epoch the leader epoch of the last decided record, or {@link #UNKNOWN_EPOCH}
 * @param nextOffset the offset after the last decided record, 0 or more
 */
public record Decided(Uuid topicId, int epoch, long nextOffset) {

    public static final int UNKNOWN_EPOCH = -1;

    private static final byte VERSION = 1;
    private static final int LENGTH = 1 + 2 * Long.BYTES + Integer.BYTES + Long.BYTES;

    public Decided {
        if (epoch < UNKNOWN_EPOCH || nextOffset < 0) {
            throw new IllegalArgumentException(
                    "epoch must be -1 or more and offset 0 or more, but are " + epoch + " and " + nextOffset);
        }
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(topicId.getMostSignificantBits())
                .putLong(topicId.getLeastSignificantBits())
                .putInt(epoch)
                .putLong(nextOffset)
                .array();
    }

    /**
     * Reads the bytes.
     *
     * @throws IllegalStateException if they are of another version
     */
    public static Decided fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH || bytes[0] != VERSION) {
            throw new IllegalStateException("the progress store holds an entry that this version cannot read: "
                    + bytes.length + " bytes, version " + (bytes.length == 0 ? "none" : bytes[0]));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        var topicId = new Uuid(buffer.getLong(), buffer.getLong());
        return new Decided(topicId, buffer.getInt(), buffer.getLong());
    }
}
