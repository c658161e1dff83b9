package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.EventFrames;

/** What happened, in the order in which it is streamed. */
sealed interface Entry {

    /**
     * A transaction has changed.
     *
     * @param state a state of the transaction, at least as new as the change
     * @param frame the event in the form in which it is sent. Must not be changed
     */
    record Change(EventId id, TransactionView state, byte[] frame) implements Entry {

        static Change of(EventId id, TransactionDocuments documents, TransactionView row) {
            var document = documents.of(row);
            return new Change(id, document.view(), EventFrames.transaction(id.toString(), document.json()));
        }
    }

    /** An unknown number of changes is missing here. */
    record Gap() implements Entry {}
}
