package io.txstream.processor.metrics;

/** The transactions that one task holds. Called by any thread. */
public interface PendingWork {

    /** Returns the number of transactions held. An estimate after a restart, until the task has held none. */
    long count();

    /** Returns for how many milliseconds the oldest of them has been due; 0 if none is due. */
    long overdueMillis(long nowMillis);
}
