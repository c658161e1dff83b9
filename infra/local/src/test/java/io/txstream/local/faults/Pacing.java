package io.txstream.local.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Keeps the rate of a client and the duration of a fault. It is not meant for waiting for a condition. */
final class Pacing {

    private final long intervalNanos;
    private long nextNanoTime = System.nanoTime();

    Pacing(double perSecond) {
        intervalNanos = (long) (1e9 / perSecond);
    }

    /** Sleeps until the next message is due. After a stall, it continues at the same rate without a burst. */
    void await() {
        nextNanoTime = Math.max(nextNanoTime + intervalNanos, System.nanoTime() - intervalNanos);
        sleepUntil(nextNanoTime);
    }

    /** Sleeps for this time, or until the thread is interrupted; the interrupt flag stays set. */
    static void pause(Duration duration) {
        sleepUntil(System.nanoTime() + duration.toNanos());
    }

    private static void sleepUntil(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }
}
