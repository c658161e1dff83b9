package io.txstream.ingest;

import io.txstream.service.StartupProblemException;
import org.springframework.util.unit.DataSize;

/** Refuses a start whose heap cannot hold all that the settings allow to be in it at once. */
final class HeapCheck {

    /** For the service itself, its connections, and what the garbage collector needs. Idle, it uses 40 MB. */
    private static final long SERVICE_BYTES = DataSize.ofMegabytes(64).toBytes();

    private HeapCheck() {}

    /**
     * Checks the sum of what is bounded.
     *
     * @param heap the largest size of the heap, in bytes
     * @param inFlight limit for the bytes in flight
     * @param producerBuffer {@code buffer.memory} of the producer
     * @throws StartupProblemException if the heap is too small
     */
    static void require(long heap, long inFlight, long producerBuffer) {
        if (heap - SERVICE_BYTES - producerBuffer < inFlight) { // a sum could overflow
            throw new StartupProblemException(
                    ("the heap of %d MB is too small: bytes in flight take up to %d MB, the producer %d MB, "
                                    + "the rest %d MB")
                            .formatted(mega(heap), mega(inFlight), mega(producerBuffer), mega(SERVICE_BYTES)),
                    "raise -Xmx, or lower TXSTREAM_INGEST_MAX_BYTES_IN_FLIGHT or SPRING_KAFKA_PRODUCER_BUFFER_MEMORY");
        }
    }

    private static long mega(long bytes) {
        return DataSize.ofBytes(bytes).toMegabytes();
    }
}
