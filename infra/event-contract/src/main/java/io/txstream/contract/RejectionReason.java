package io.txstream.contract;

/** Why a received record is no transaction, in the order in which the reasons are looked for. */
public enum RejectionReason {
    /** The value is no JSON document in UTF-8, or the record has no value. */
    MALFORMED_JSON,
    /** The value is JSON, but breaks the field rules or {@link Topics#MAX_RECORD_BYTES}. */
    INVALID_TRANSACTION,
    /** The record has no key, or its key is not the transaction's id. */
    KEY_MISMATCH,
    /** Another transaction came first under this id. */
    CONFLICTING_DUPLICATE
}
