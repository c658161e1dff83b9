package io.txstream.local.faults;

import java.time.Duration;
import java.time.Instant;

/** One lookup of a transaction through one instance. */
record Lookup(String instance, String id, Status status, Instant sentAt, Instant answeredAt) {

    /** The status that a lookup showed, in the order in which a transaction moves through them. */
    enum Status {
        /** The lookup failed, and shows nothing about the transaction. Not part of the order. */
        UNKNOWN,
        NOT_FOUND,
        REJECTED,
        PROCESSING,
        PROCESSED
    }

    /** Returns how long the answer took. */
    Duration time() {
        return Duration.between(sentAt, answeredAt);
    }
}
