package io.txstream.processor.flow;

import io.txstream.contract.Position;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.time.Instant;

/**
 * A valid transaction that has passed admission. Dedupe decides whether it is the first with its id.
 *
 * @param value the received bytes, kept for the dead letter if dedupe rejects the candidate
 * @param received the position of the received record
 * @param createdAt the append time of the received record
 */
public record Candidate(Transaction transaction, byte[] value, Position received, Instant createdAt)
        implements FlowValue {

    /** Returns what is passed on when this candidate is the first with its id. */
    public FirstTransaction asFirst() {
        return new FirstTransaction(transaction, received, createdAt);
    }

    /** Returns the rejection of this candidate. */
    public Rejection rejection(RejectionReason reason, String detail) {
        return new Rejection(reason, detail, transaction.id(), received, createdAt);
    }
}
