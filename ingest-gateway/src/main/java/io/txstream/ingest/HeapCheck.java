package io.txstream.ingest;

import io.txstream.service.StartupProblemException;
import org.springframework.util.unit.DataSize;

/** Refuses a start whose memory cannot hold all that the settings allow to be in it at once. */
final class HeapCheck {

    /** For the service itself, and what the garbage collector needs. Idle, it uses 36 MB. */
    private static final long SERVICE_BYTES = DataSize.ofMegabytes(44).toBytes();

    /** An idle connection of 3 KB, and half of a lookup, which takes up to 8 KB while it waits. */
    private static final long CONNECTION_BYTES = 7 << 10;

    /**
     * Outside the heap: a read of its request, and two reads and a written part of an answer that the caller does not
     * take.
     */
    private static final long DIRECT_CONNECTION_BYTES = 64 << 10;

    /** Outside the heap, for the documents, and what the allocator reserves. */
    private static final long DIRECT_SERVICE_BYTES = DataSize.ofMegabytes(16).toBytes();

    private HeapCheck() {}

    /**
     * Returns the heap that one connection takes outside of the budget.
     *
     * @param maxHeader the largest request head
     * @param maxLine the longest first line of a request, which the request holds
     */
    static long connectionBytes(DataSize maxHeader, DataSize maxLine) {
        long decoderCopy = Math.max(maxHeader.toBytes(), maxLine.toBytes());
        return CONNECTION_BYTES + RequestHeads.FREE_BYTES + decoderCopy + maxLine.toBytes();
    }

    /**
     * Checks the sum of what is bounded.
     *
     * @param heap the largest size of the heap, in bytes
     * @param inFlight limit for the bytes in flight
     * @param producerBuffer {@code buffer.memory} of the producer
     * @param connections what all connections take
     * @throws StartupProblemException if the heap is too small
     */
    static void require(long heap, long inFlight, long producerBuffer, long connections) {
        if (heap - SERVICE_BYTES - producerBuffer - connections < inFlight) { // a sum could overflow
            throw new StartupProblemException(
                    ("the heap of %d MB is too small: bytes in flight take up to %d MB, the producer %d MB, "
                                    + "connections %d MB, the rest %d MB")
                            .formatted(
                                    mega(heap),
                                    mega(inFlight),
                                    mega(producerBuffer),
                                    mega(connections),
                                    mega(SERVICE_BYTES)),
                    "raise -Xmx, or lower TXSTREAM_INGEST_MAX_BYTES_IN_FLIGHT, TXSTREAM_INGEST_MAX_CONNECTIONS or "
                            + "SPRING_KAFKA_PRODUCER_BUFFER_MEMORY");
        }
    }

    /**
     * Checks the sum of what is bounded outside of the heap.
     *
     * @param direct how much Netty may take, in bytes
     * @throws StartupProblemException if that is too little
     */
    static void requireDirect(long direct, int connections) {
        long needed = DIRECT_SERVICE_BYTES + connections * DIRECT_CONNECTION_BYTES;
        if (direct < needed) {
            throw new StartupProblemException(
                    "the memory outside the heap of %d MB is too small: %d connections and the rest take up to %d MB"
                            .formatted(mega(direct), connections, mega(needed)),
                    "raise -XX:MaxDirectMemorySize, which is that of -Xmx by default, or lower "
                            + "TXSTREAM_INGEST_MAX_CONNECTIONS");
        }
    }

    private static long mega(long bytes) {
        return DataSize.ofBytes(bytes).toMegabytes();
    }
}
