package io.txstream.processor.metrics;

/** How much one task holds. Read by any thread. */
public interface PendingWork {

    /** How many transactions wait for their due time, or to be released after it. An estimate after a restart, until none is left. */
    long count();

    /** For how many milliseconds the oldest of them has been due; 0 when none is. */
    long overdueMillis(long nowMillis);
}
