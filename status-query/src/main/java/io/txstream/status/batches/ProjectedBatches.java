package io.txstream.status.batches;

import reactor.core.publisher.Flux;

/** The batches that any instance has projected, as the database announces them. */
public interface ProjectedBatches {

    /** The channel of {@code NOTIFY}. The payload is the number of the batch, in decimal digits. */
    String CHANNEL = "projection_batches";

    /** An announcement. */
    sealed interface Signal {

        /**
         * A batch was committed, so its rows and offsets are visible to every statement that starts now. Numbers of
         * batches are unique. They ascend in the order in which batches began, not in the order of their commits.
         */
        record Committed(long batch) implements Signal {}

        /** Batches may have been committed without a signal, for instance while the connection was lost. */
        record Lost() implements Signal {}
    }

    /**
     * Returns the signals from the subscription on. All subscribers share them. A subscriber that is too slow loses
     * signals, and receives {@link Signal.Lost} instead. Never fails or completes while the instance runs.
     *
     * <p>Signals arrive on the thread of one connection; a subscriber must not block it.
     */
    Flux<Signal> signals();
}
