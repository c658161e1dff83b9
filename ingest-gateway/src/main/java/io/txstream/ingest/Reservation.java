package io.txstream.ingest;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of a {@link ByteBudget} that one webhook uses. It has up to two holders: the request, and the producer
 * while it has the record. The last one to release gives all bytes back, on its own thread.
 */
final class Reservation {

    private final ByteBudget budget;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Changed only by the thread that reads the body, before any other thread holds the reservation. */
    private long bytes;

    Reservation(ByteBudget budget, long bytes) {
        this.budget = budget;
        this.bytes = bytes;
    }

    /** Takes more bytes and returns true, or returns false if too few are free. */
    boolean extend(long more) {
        if (!budget.tryTake(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Adds a holder. Only a holder may call this. */
    void retain() {
        holders.incrementAndGet();
    }

    /**
     * Ends the hold of one holder.
     *
     * @throws IllegalStateException if there is no holder left
     */
    void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            budget.giveBack(bytes);
        } else if (left < 0) {
            throw new IllegalStateException("released more often than held");
        }
    }
}
