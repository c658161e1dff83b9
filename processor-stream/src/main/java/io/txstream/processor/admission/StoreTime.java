package io.txstream.processor.admission;

import io.txstream.contract.Position;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of a task's stores, which never moves back: the latest append time, limited by the later of two bounds. One
 * is the clock of this process plus {@link ProcessClock#TOLERANCE}. The other is the time that the stores had reached
 * when the task started, plus the time since. A record beyond the first bound is counted and logged: a broker's clock
 * is ahead, or this one is behind. See infra/decisions/011.
 *
 * <p>A window store forgets every entry that is older than its latest time minus the retention. One put at a far time
 * would empty it, and one put at an early time could be dropped at once, from the store or from its changelog.
 *
 * <p>Used by one stream thread.
 */
final class StoreTime {

    private static final Logger LOG = LoggerFactory.getLogger(StoreTime.class);
    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
    private static final long TOLERANCE_MILLIS = ProcessClock.TOLERANCE.toMillis();
    private static final long RECORD_INTERVAL_MILLIS = ProgressStore.TIME_INTERVAL.toMillis();

    private final ProgressStore progress;
    private final ProcessClock clock;
    private final StreamMetrics metrics;
    private final RateLimitedLog ahead;

    /** How far, beyond the tolerance, this clock was behind the time of the stores at the start; 0 if it was not. */
    private final long clockBehindMillis;

    private long reachedMillis;
    private long recordedMillis;

    /**
     * Goes on from the time that the progress records.
     *
     * @param streamsMillis the time of Kafka Streams
     */
    StoreTime(ProgressStore progress, ProcessClock clock, StreamMetrics metrics, long streamsMillis) {
        this.progress = progress;
        this.clock = clock;
        this.metrics = metrics;
        this.ahead = new RateLimitedLog(LOG, LOG_INTERVAL, clock.nanoTime());
        this.recordedMillis = progress.time();
        this.reachedMillis = recordedMillis;
        this.clockBehindMillis = Math.max(0, recordedMillis - TOLERANCE_MILLIS - streamsMillis);
    }

    /**
     * Returns the time of the stores after a record.
     *
     * @param appendMillis the append time of the record
     * @param streamsMillis the time of Kafka Streams
     */
    long after(long appendMillis, long streamsMillis, Position position) {
        reachedMillis = Math.max(reachedMillis, limited(appendMillis, streamsMillis, position));
        if (reachedMillis - recordedMillis >= RECORD_INTERVAL_MILLIS) {
            progress.time(reachedMillis);
            recordedMillis = reachedMillis;
        }
        return reachedMillis;
    }

    private long limited(long appendMillis, long streamsMillis, Position position) {
        // The later of the two clocks counts, since after a step of the wall clock either can be the wrong one.
        long now = Math.max(streamsMillis, clock.wall().millis());
        if (appendMillis <= now + TOLERANCE_MILLIS) {
            return appendMillis;
        }
        metrics.aheadOfClock();
        ahead.atWarn()
                .addKeyValue("partition", position.partition())
                .addKeyValue("offset", position.offset())
                .addKeyValue("ahead_ms", appendMillis - now)
                .log("a record's append time is ahead of this clock; it is held until that time plus the delay");
        // A process that started behind the time of its stores has the wrong clock. Following it would put new entries
        // before old ones, and forget them when the clock is corrected.
        return Math.min(appendMillis, Math.max(now, streamsMillis + clockBehindMillis) + TOLERANCE_MILLIS);
    }
}
