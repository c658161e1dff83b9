package io.txstream.status.delay;

import io.txstream.contract.ProcessedEvent;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns if the processor has another delay than lookups compute {@code due_at} with. Any thread may call it. */
public final class DelayCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DelayCheck.class);
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(5);

    private final Duration delay;
    private final RateLimitedLog differences;

    /**
     * Creates a check.
     *
     * @param delay the setting of this service
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    public DelayCheck(Duration delay, LongSupplier nanoTime) {
        this.delay = delay;
        this.differences = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /** Compares the delay of an event with the setting, and returns whether they are equal. */
    public boolean compare(ProcessedEvent event) {
        Duration actual = Duration.between(event.createdAt(), event.dueAt());
        boolean equal = actual.equals(delay);
        if (!equal) {
            differences
                    .atWarn()
                    .addKeyValue("delay", delay)
                    .addKeyValue("delay_of_the_processor", actual)
                    .log("due_at of lookups is wrong: set TXSTREAM_PROCESSOR_DELAY to the delay of the processor;"
                            + " after a change of the delay, ignore this for transactions received before");
        }
        return equal;
    }
}
