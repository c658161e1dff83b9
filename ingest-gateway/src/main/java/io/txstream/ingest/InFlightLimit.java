package io.txstream.ingest;

import java.util.concurrent.atomic.AtomicInteger;

/** Limits how many operations are in flight at once. Thread-safe; never blocks. */
final class InFlightLimit {

    private final int max;
    private final AtomicInteger inFlight = new AtomicInteger();

    /**
     * Creates a limit with all places free.
     *
     * @param max how many operations may be in flight; 1 or more
     */
    InFlightLimit(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more, but is " + max);
        }
        this.max = max;
    }

    /** Takes a place and returns true, or returns false if all are taken. Each place must be released exactly once. */
    boolean tryAcquire() {
        int current = inFlight.get();
        while (current < max) {
            if (inFlight.compareAndSet(current, current + 1)) {
                return true;
            }
            current = inFlight.get();
        }
        return false;
    }

    void release() {
        inFlight.decrementAndGet();
    }

    /** Returns how many places are taken; 0 to max. */
    int inFlight() {
        return inFlight.get();
    }

    int max() {
        return max;
    }
}
