package io.txstream.processor.dedupe;

import io.txstream.contract.Fingerprint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The entry of one id in the seen store. Stored as 41 bytes: version (1 byte, {@value #VERSION}), offset of the first
 * received record (8 bytes, big-endian), fingerprint ({@value Fingerprint#LENGTH} bytes).
 *
 * @param offset the offset of the first record, 0 or more
 * @param fingerprint the fingerprint of its five fields
 */
record SeenEntry(long offset, byte[] fingerprint) {

    private static final byte VERSION = 1;
    private static final int LENGTH = 1 + Long.BYTES + Fingerprint.LENGTH;

    byte[] toBytes() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(offset)
                .put(fingerprint)
                .array();
    }

    /**
     * Reads an entry.
     *
     * @throws IllegalStateException if the bytes are of another version
     */
    static SeenEntry fromBytes(byte[] bytes) {
        if (bytes.length != LENGTH || bytes[0] != VERSION) {
            throw new IllegalStateException("the seen store holds an entry that this version cannot read: "
                    + bytes.length + " bytes, version " + (bytes.length == 0 ? "none" : bytes[0]));
        }
        return new SeenEntry(ByteBuffer.wrap(bytes).getLong(1), Arrays.copyOfRange(bytes, 1 + Long.BYTES, LENGTH));
    }

    boolean hasFingerprint(byte[] otherFingerprint) {
        return Arrays.equals(fingerprint, otherFingerprint);
    }
}
