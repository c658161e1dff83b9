package io.txstream.status.projection;

import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The state of a transaction according to one record of the topics. */
sealed interface TransactionState {

    Status status();

    /** The append time of the received record. */
    Instant createdAt();

    /** The five fields; null if rejected. */
    default @Nullable Transaction transaction() {
        return null;
    }

    /** The append time of the processed event; null unless processed. */
    default @Nullable Instant processedAt() {
        return null;
    }

    /** The reason of the rejection; null unless rejected. */
    default @Nullable RejectionReason reason() {
        return null;
    }

    /** The record was rejected. */
    record Rejected(RejectionReason reason, Instant createdAt) implements TransactionState {

        @Override
        public Status status() {
            return Status.REJECTED;
        }
    }

    /** Received and valid, but not yet processed. */
    record Processing(Transaction transaction, Instant createdAt) implements TransactionState {

        @Override
        public Status status() {
            return Status.PROCESSING;
        }
    }

    record Processed(Transaction transaction, Instant createdAt, Instant processedAt) implements TransactionState {

        @Override
        public Status status() {
            return Status.PROCESSED;
        }
    }

    /**
     * The statuses from lowest to highest; a transaction only moves to a higher one. The database type
     * {@code transaction_status} has the same names in the same order.
     */
    enum Status {
        REJECTED,
        PROCESSING,
        PROCESSED
    }
}
