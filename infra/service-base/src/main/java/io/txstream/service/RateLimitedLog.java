package io.txstream.service;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Limits one kind of log line to one per interval, for events that can occur with every request. The first event is
 * logged at once. Every line has the field {@code count}: the number of events since the line before, itself included.
 *
 * <p>Any thread may use it. Pass values that cost time as suppliers, which are not called for suppressed lines:
 *
 * <pre>{@code failures.atWarn().addKeyValue("error", error::toString).log("lookups fail");}</pre>
 */
public final class RateLimitedLog {

    private final Logger log;
    private final long intervalNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong lastLine;
    private final LongAdder suppressed = new LongAdder();

    /**
     * Creates a limit for one kind of line. Lines of another kind need a limit of their own.
     *
     * @param interval the shortest time between two lines
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    public RateLimitedLog(Logger log, Duration interval, LongSupplier nanoTime) {
        this.log = log;
        this.intervalNanos = interval.toNanos();
        this.nanoTime = nanoTime;
        this.lastLine = new AtomicLong(nanoTime.getAsLong() - intervalNanos);
    }

    /** Returns a builder of a warning, which logs nothing if the interval has not passed since the last line. */
    public LoggingEventBuilder atWarn() {
        long last = lastLine.get();
        long now = nanoTime.getAsLong();
        if (now - last < intervalNanos || !lastLine.compareAndSet(last, now)) {
            suppressed.increment();
            return NOPLoggingEventBuilder.singleton();
        }
        return log.atWarn().addKeyValue("count", suppressed.sumThenReset() + 1);
    }
}
