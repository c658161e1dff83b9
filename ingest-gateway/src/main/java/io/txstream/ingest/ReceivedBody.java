package io.txstream.ingest;

import java.util.Arrays;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * A body while it arrives. Copies every buffer and frees it at once, because one received byte can hold a buffer of
 * kilobytes. Used on the event loop of the connection.
 */
final class ReceivedBody {

    private static final int SMALLEST = 256;

    private final Reservation reservation;
    private final int maxBytes;
    private byte[] bytes = new byte[0];
    private int size;

    /**
     * @param reservation extended by what the body needs
     * @param maxBytes the largest body accepted; the length of the body if that is known and less
     */
    ReceivedBody(Reservation reservation, int maxBytes) {
        this.reservation = reservation;
        this.maxBytes = maxBytes;
    }

    /**
     * Appends a buffer and releases it.
     *
     * @throws BodyFailure if the body is too large, or the budget is used up
     */
    void add(DataBuffer buffer) {
        try {
            int count = buffer.readableByteCount();
            if (count > maxBytes - size) {
                throw BodyFailure.tooLarge();
            }
            makeRoomFor(size + count);
            buffer.read(bytes, size, count);
            size += count;
        } finally {
            DataBufferUtils.release(buffer);
        }
    }

    private void makeRoomFor(int needed) {
        if (needed <= bytes.length) {
            return;
        }
        int capacity = Math.max(needed, Math.min(maxBytes, Math.max(SMALLEST, 2 * bytes.length)));
        if (!reservation.extend(capacity - bytes.length)) {
            throw BodyFailure.noRoom();
        }
        bytes = Arrays.copyOf(bytes, capacity);
    }

    /** Returns the body, without a copy if its length was known. */
    byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
