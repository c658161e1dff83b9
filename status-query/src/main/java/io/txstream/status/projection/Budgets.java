package io.txstream.status.projection;

import java.time.Duration;

/**
 * How long one step of a consumer thread blocks. Between two polls a thread can read the offsets of an assignment, read
 * offsets again, write a batch, and read offsets again because the write was refused. All of that must take less than
 * {@code max.poll.interval.ms}, or the group removes a consumer only because its database is slow
 * (infra/docs/budgets.md).
 */
final class Budgets {

    /** One read of the stored offsets, with the inserts that it may cause. */
    static final Duration READ = Duration.ofSeconds(5);

    /** One batch. */
    static final Duration WRITE = Duration.ofSeconds(10);

    private Budgets() {}
}
