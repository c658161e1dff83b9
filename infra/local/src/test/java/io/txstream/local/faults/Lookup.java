package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;

/**
 * One lookup of a transaction through one instance.
 *
 * @param error the HTTP status of an answer that is {@link Status#UNKNOWN}, with the body if it is
 *     {@link Status#FAILED}; empty for others, and without an answer
 */
record Lookup(String instance, String id, Status status, String error, Instant sentAt, Instant answeredAt) {

    /** The status that a lookup showed, in the order in which a transaction moves through them. */
    enum Status {
        /** Answered 503 or not at all, which shows nothing about the transaction. Not part of the order. */
        UNKNOWN,
        /** The answer was an error that the contract does not know. Not part of the order. */
        FAILED,
        NOT_FOUND,
        REJECTED,
        PROCESSING,
        PROCESSED
    }

    boolean showsAStatus() {
        return status != Status.UNKNOWN && status != Status.FAILED;
    }

    /** Returns whether the answer was 503. */
    boolean isUnavailable() {
        return status == Status.UNKNOWN && !error.isEmpty();
    }

    /** Returns how long the answer took. */
    Duration time() {
        return Duration.between(sentAt, answeredAt);
    }
}
