package io.txstream.local.faults;

/** What a sender knows about its message after an attempt. */
enum Outcome {
    /** The message is stored durably. */
    ACKNOWLEDGED,
    /** The gateway answered 4xx: the message is not stored. */
    REFUSED,
    /** The message may or may not be stored: a 503, a broken connection or a timeout. */
    UNKNOWN
}
