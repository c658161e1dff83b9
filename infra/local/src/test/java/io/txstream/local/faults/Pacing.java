package io.txstream.local.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time as a part of the load and of the faults: so many messages a second, so long a stop. Never waits for a result. */
final class Pacing {
    private final long intervalNanos;
    private long next = System.nanoTime();

    Pacing(double perSecond) {
        intervalNanos = (long) (1e9 / perSecond);
    }

    /** Returns when the next one is due; what a stall has held up is not made up for by a burst. */
    void await() {
        next = Math.max(next + intervalNanos, System.nanoTime() - intervalNanos);
        until(next);
    }

    static void pause(Duration duration) {
        until(System.nanoTime() + duration.toNanos());
    }

    private static void until(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }
}
