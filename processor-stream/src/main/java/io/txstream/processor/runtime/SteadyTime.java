package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

/**
 * The time that Kafka Streams runs on: the wall clock at the start, plus the time since then. It does not step.
 *
 * <p>Kafka Streams commits and punctuates by the clock. By the wall clock, a step back of an hour would stop both for
 * an hour, and a step forward would make every pending transaction due (StreamThread.maybeCommit,
 * PunctuationQueue.maybePunctuate). Thread-safe.
 */
final class SteadyTime implements Time {

    /** A smaller difference from the wall clock is drift or slewing, which {@link #follow} takes over. */
    static final Duration MAX_DRIFT = Duration.ofMillis(500);

    private final Time system;
    private volatile long offsetMillis;

    SteadyTime(Time system) {
        this.system = system;
        this.offsetMillis = system.milliseconds() - system.hiResClockMs();
    }

    @Override
    public long milliseconds() {
        return system.hiResClockMs() + offsetMillis;
    }

    /** Returns how far the wall clock is ahead of this time; negative if it is behind. */
    long wallAheadMillis() {
        return system.milliseconds() - milliseconds();
    }

    /** Takes over the wall clock if it differs by at most {@link #MAX_DRIFT}. Called regularly, by one thread. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void follow() {
        long ahead = wallAheadMillis();
        if (Math.abs(ahead) <= MAX_DRIFT.toMillis()) {
            offsetMillis += ahead;
        }
    }

    @Override
    public long nanoseconds() {
        return system.nanoseconds();
    }

    @Override
    public void sleep(long ms) {
        system.sleep(ms);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) throws InterruptedException {
        synchronized (object) {
            while (!condition.get()) {
                long left = deadlineMs - milliseconds();
                if (left <= 0) {
                    throw new TimeoutException("the condition did not become true before the deadline");
                }
                object.wait(left);
            }
        }
    }
}
