package io.txstream.ingest;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Owns the bound of the heap that webhooks use, from the first byte of a body until the producer is done with the
 * record, and of what {@link RequestHeads} hold. Thread-safe; never blocks.
 */
final class ByteBudget {

    private final long max;
    private final long pressureAbove;
    private final Runnable onPressure;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Creates a budget of which nothing is taken.
     *
     * @param max bytes that may be taken at once; 1 or more
     * @param onPressure called on the taking thread at each attempt that leaves less than a quarter free, or fails
     */
    ByteBudget(long max, Runnable onPressure) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more, but is " + max);
        }
        this.max = max;
        this.pressureAbove = max - max / 4;
        this.onPressure = onPressure;
    }

    /** Takes bytes for one webhook, or returns null if too few are free. The caller is its first holder. */
    @Nullable
    Reservation reserve(long bytes) {
        return tryTake(bytes) ? new Reservation(this, bytes) : null;
    }

    boolean tryTake(long bytes) {
        long before = taken.getAndUpdate(now -> now <= max - bytes ? now + bytes : now);
        boolean fits = before <= max - bytes;
        if (!fits || before + bytes > pressureAbove) {
            onPressure.run();
        }
        return fits;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Returns how many bytes are taken. */
    long taken() {
        return taken.get();
    }
}
