package io.txstream.local.faults;

/** What a sender knows of a message: stored for good, not taken, or neither (a 503, a broken connection, a timeout). */
enum Outcome {
    ACKNOWLEDGED,
    REFUSED,
    UNKNOWN
}
