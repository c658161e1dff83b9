package io.txstream.processor.delay;

import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * How much one tick may emit. After a long outage millions of transactions can be due at once. Emitted in one Kafka
 * transaction, they would exceed its timeout, which would abort it and start over, indefinitely.
 *
 * <p>The number bounds what a tick costs at a fast broker. The time bounds it at a slow one: once the producer's buffer
 * is full, every emit waits for the broker.
 */
final class ReleaseBudget implements IntPredicate {

    static final int MAX_TRANSACTIONS = 10_000;

    /** A thread runs one tick for each of its tasks before it commits, within a transaction timeout of 10 s. */
    static final Duration MAX_TIME = Duration.ofMillis(200);

    private final LongSupplier nanoTime;
    private final long startNanos;

    /** Starts a tick. */
    ReleaseBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** Returns whether another transaction may be emitted after the given number. */
    @Override
    public boolean test(int released) {
        return released < MAX_TRANSACTIONS && nanoTime.getAsLong() - startNanos < MAX_TIME.toNanos();
    }
}
