package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Duration;
import java.time.Instant;

/**
 * A processed event in the hands of a {@code read_committed} reader.
 *
 * @param processed where the event lies
 * @param received where the transaction was received
 */
record Delivery(Position processed, Position received, Instant dueAt, Instant seenAt) {

    /** How long after it was due it was seen. */
    Duration lateness() {
        return Duration.between(dueAt, seenAt);
    }
}
