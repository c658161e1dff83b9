package io.txstream.contract;

/** Why a received record is rejected. */
public enum RejectionReason {
    /** The value is not a JSON document in UTF-8, or the record has no value. */
    MALFORMED_JSON,
    /** The value is JSON but breaks the field rules, or the record exceeds {@link Topics#MAX_RECORD_BYTES}. */
    INVALID_TRANSACTION,
    /** The transaction is valid, but the record has no key, or its key is not the transaction's id. */
    KEY_MISMATCH,
    /** The transaction is valid, but another one with the same id was received before it. */
    CONFLICTING_DUPLICATE,
    /** The record was forwarded to its home partition once, and is outside it again: the partition count changed. */
    MISPLACED,
    /**
     * The record is too large for the memory of any consumer, and an operator has decided to pass over it. The
     * rejection is made from the position alone: it has no key, no value and timestamp 0.
     */
    UNREADABLE
}
