package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;

/** What happened, in the order in which it is streamed. */
sealed interface Entry {

    /**
     * A transaction has changed.
     *
     * @param state a state of the transaction, at least as new as the change
     * @param frame the event in the form in which it is sent. Must not be changed
     */
    record Change(EventId id, TransactionView state, byte[] frame) implements Entry {}

    /** An unknown number of changes is missing here. */
    record Gap() implements Entry {}
}
