package io.txstream.processor.delay;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A value of the due store: version (1 byte, {@value #VERSION}), then the value of the processed event. */
final class DueEvent {

    private static final byte VERSION = 1;

    private DueEvent() {}

    static byte[] toBytes(byte[] processedValue) {
        return ByteBuffer.allocate(1 + processedValue.length)
                .put(VERSION)
                .put(processedValue)
                .array();
    }

    /**
     * Returns the value of the processed event.
     *
     * @throws IllegalStateException if the bytes are of another version
     */
    static byte[] processedValue(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw new IllegalStateException("the due store holds an event that this version cannot read: version "
                    + (bytes.length == 0 ? "none" : bytes[0]));
        }
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }
}
