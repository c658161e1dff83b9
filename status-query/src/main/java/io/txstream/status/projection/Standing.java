package io.txstream.status.projection;

import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.time.Instant;

/** Where a transaction stands by one record of the log. */
sealed interface Standing {

    /** The append time of the received record. */
    Instant createdAt();

    Status status();

    /** Only rejected records were seen. */
    record Rejected(RejectionReason reason, Instant createdAt) implements Standing {
        @Override
        public Status status() {
            return Status.REJECTED;
        }
    }

    /** Received, not yet processed. */
    record Processing(Transaction transaction, Instant createdAt) implements Standing {
        @Override
        public Status status() {
            return Status.PROCESSING;
        }
    }

    /**
     * Processed.
     *
     * @param processedAt the append time of the processed event
     */
    record Processed(Transaction transaction, Instant createdAt, Instant processedAt) implements Standing {
        @Override
        public Status status() {
            return Status.PROCESSED;
        }
    }

    /** In the order in which a transaction moves, and by the names that the database and the callers know. */
    enum Status {
        REJECTED,
        PROCESSING,
        PROCESSED
    }
}
