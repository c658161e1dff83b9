package io.txstream.local.faults;

import java.time.Instant;

/** One look at an id through one instance. */
record Lookup(String instance, String id, Seen seen, Instant sentAt, Instant answeredAt) {

    /** What it showed, in the order in which a transaction moves; UNKNOWN says nothing. */
    enum Seen {
        UNKNOWN,
        ABSENT,
        REJECTED,
        PROCESSING,
        PROCESSED
    }
}
