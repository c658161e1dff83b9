package io.txstream.processor.delay;

import io.txstream.processor.flow.ProcessClock;
import java.time.InstantSource;

/**
 * The time that decides what is due: the median of three clocks, so that no step of one of them makes a transaction
 * early or keeps it back.
 *
 * <ul>
 *   <li>the wall clock, which can step
 *   <li>the time of Kafka Streams, which was the wall clock at the start and cannot step
 *   <li>the broker's clock: the append time of the latest record, plus the time since it was read. The broker's clock
 *       is at least that.
 * </ul>
 *
 * <p>While the first two agree, the third has no effect: it is behind during a backlog, and wrong if a broker is. There
 * is one exception. If this process started with a clock that is behind, the first two are wrong together. Append times
 * are limited by what the stores had reached before, so the broker's clock minus {@link ProcessClock#TOLERANCE} is safe
 * to follow. See infra/decisions/011.
 *
 * <p>One object per task, since the partitions of two tasks can be on brokers with different clocks. Used by its stream
 * thread.
 */
final class ReleaseClock {

    private static final long UNKNOWN = Long.MIN_VALUE;

    private final InstantSource wall;

    /** How far the broker's clock is ahead of the time of Kafka Streams; negative if it is behind. */
    private long brokerAheadMillis = UNKNOWN;

    ReleaseClock(InstantSource wall) {
        this.wall = wall;
    }

    /**
     * Takes the broker's clock from a record.
     *
     * @param appendMillis the append time, or the time of the stores if that is earlier
     * @param streamsMillis the time of Kafka Streams when the record was read
     */
    void read(long appendMillis, long streamsMillis) {
        brokerAheadMillis = appendMillis - streamsMillis;
    }

    /** Returns the time up to which transactions are due, in milliseconds since the epoch. */
    long millis(long streamsMillis) {
        long wallAhead = wall.millis() - streamsMillis;
        long earlier = Math.min(0, wallAhead);
        if (brokerAheadMillis == UNKNOWN) {
            return streamsMillis + earlier;
        }
        long median = Math.max(earlier, Math.min(brokerAheadMillis, Math.max(0, wallAhead)));
        return streamsMillis + Math.max(median, brokerAheadMillis - ProcessClock.TOLERANCE.toMillis());
    }
}
