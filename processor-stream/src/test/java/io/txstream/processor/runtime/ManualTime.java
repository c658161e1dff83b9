package io.txstream.processor.runtime;

import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** A system clock that a test steps, and a monotonic clock that it moves. */
final class ManualTime implements Time {

    private long wallMillis = 1_761_733_800_000L;
    private long nanos = 1_000_000_000_007L;

    /** Lets time pass on both clocks. */
    void pass(long millis) {
        wallMillis += millis;
        nanos += millis * 1_000_000;
    }

    void stepWall(long millis) {
        wallMillis += millis;
    }

    @Override
    public long milliseconds() {
        return wallMillis;
    }

    @Override
    public long nanoseconds() {
        return nanos;
    }

    @Override
    public void sleep(long ms) {
        pass(ms);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
        throw new UnsupportedOperationException();
    }
}
