package io.txstream.processor.admission;

import io.txstream.contract.Position;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the append time that the rest of the topology sees to the clock of this process plus
 * {@link ProcessClock#TOLERANCE}. A record beyond it was appended by a broker whose clock is ahead, or this process is
 * behind; either is counted and logged. See infra/decisions/011.
 *
 * <p>Used by one stream thread.
 */
final class AppendTimeLimit {

    private static final Logger LOG = LoggerFactory.getLogger(AppendTimeLimit.class);
    private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private final ProcessClock clock;
    private final StreamMetrics metrics;

    private long loggedNanos;
    private long notLogged;
    private boolean everLogged;

    /** Creates the limit of one task. */
    AppendTimeLimit(ProcessClock clock, StreamMetrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Returns the append time, or the latest time allowed if that is earlier.
     *
     * @param streamsMillis the time that Kafka Streams has. The later of the two clocks counts, since after a step of
     *     the wall clock either can be the wrong one
     */
    long limited(long appendMillis, long streamsMillis, Position position) {
        long now = Math.max(streamsMillis, clock.wall().millis());
        long latest = now + ProcessClock.TOLERANCE.toMillis();
        if (appendMillis <= latest) {
            return appendMillis;
        }
        metrics.aheadOfClock();
        logAhead(appendMillis - now, position);
        return latest;
    }

    private void logAhead(long aheadMillis, Position position) {
        long nanos = clock.nanoTime().getAsLong();
        if (everLogged && nanos - loggedNanos < LOG_INTERVAL_NANOS) {
            notLogged++;
            return;
        }
        LOG.atWarn()
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset())
                .addKeyValue("ahead_ms", aheadMillis)
                .addKeyValue("not_logged", notLogged)
                .log("a record's append time is ahead of this clock; it is held until that time plus the delay");
        everLogged = true;
        loggedNanos = nanos;
        notLogged = 0;
    }
}
