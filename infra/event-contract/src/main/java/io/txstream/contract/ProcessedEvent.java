package io.txstream.contract;

import java.time.Instant;

/**
 * A transaction whose delay has passed. It depends on the received record and the delay only, not on a wall clock or a
 * random id, so that a replay writes the same bytes. The processing time is the timestamp of the event's record.
 *
 * @param createdAt the append time of the received record, from 1970 to 9999
 * @param dueAt {@code createdAt} plus the delay, from 1970 to 9999
 * @param received the position of the received record
 */
public record ProcessedEvent(Transaction transaction, Instant createdAt, Instant dueAt, Position received) {

    public ProcessedEvent {
        if (!UtcTimestamp.isRecordTime(createdAt) || !UtcTimestamp.isRecordTime(dueAt)) {
            throw new IllegalArgumentException(
                    "createdAt and dueAt must be from 1970 to 9999, but are " + createdAt + " and " + dueAt);
        }
    }
}
