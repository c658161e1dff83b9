package io.txstream.contract;

import java.time.Instant;

/**
 * A transaction whose delay has passed. Holds nothing that is not in the received log: no wall clock, no random id, so
 * that a replay writes the same bytes. When it was processed is the timestamp of its record.
 *
 * @param createdAt the append time of the received record
 * @param dueAt {@code createdAt} plus the delay
 * @param received where the received record lies
 */
public record ProcessedEvent(Transaction transaction, Instant createdAt, Instant dueAt, Position received) {

    public ProcessedEvent {
        if (!UtcTimestamp.isRecordTime(createdAt) || !UtcTimestamp.isRecordTime(dueAt)) {
            throw new IllegalArgumentException("no times of a record: " + createdAt + ", " + dueAt);
        }
    }
}
