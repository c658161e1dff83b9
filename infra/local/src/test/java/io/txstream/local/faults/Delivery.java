package io.txstream.local.faults;

import io.txstream.contract.Position;
import java.time.Duration;
import java.time.Instant;

/**
 * A processed event as a {@code read_committed} consumer received it.
 *
 * @param processed the position of the event in the processed topic
 * @param received the position of its transaction in the received topic
 * @param deliveredAt the time by the consumer's clock
 */
record Delivery(Position processed, Position received, Instant dueAt, Instant deliveredAt) {

    /** Returns the time from due to delivered. */
    Duration lateness() {
        return Duration.between(dueAt, deliveredAt);
    }
}
