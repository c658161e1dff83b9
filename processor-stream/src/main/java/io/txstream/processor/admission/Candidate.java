package io.txstream.processor.admission;

import io.txstream.contract.Position;
import io.txstream.contract.Rejection;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.time.Instant;

/**
 * A valid transaction of which it is not yet known whether it is the first of its id.
 *
 * @param value the received bytes, to be handed on should it be rejected after all
 * @param received where the received record lies
 * @param createdAt its append time
 */
public record Candidate(Transaction transaction, byte[] value, Position received, Instant createdAt) {

    /** This candidate's rejection. */
    public Rejection rejected(RejectionReason reason, String detail) {
        return new Rejection(reason, detail, transaction.id(), received, createdAt);
    }
}
