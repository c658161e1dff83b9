package io.txstream.status.projection;

/** A table is missing, or lacks a column, a primary key or a trigger that its migration has created. */
final class IncompleteTablesException extends RuntimeException {

    /** What to do if no restore is under way. */
    static final String REMEDY =
            "if only a trigger is disabled: ALTER TABLE transactions ENABLE ALWAYS TRIGGER transactions_truncated,"
                    + " ENABLE ALWAYS TRIGGER transactions_deleted, and if rows were deleted without it: TRUNCATE"
                    + " projection_offsets, transactions; if more is missing: stop status-query, and drop what is left"
                    + " of the tables transactions, projection_offsets and flyway_schema_history, of the type"
                    + " transaction_status and of the function projection_forget_offsets; the next start rebuilds the"
                    + " projection";

    private static final String PROBLEM =
            "the tables of the projection are incomplete, although their migration has run";

    /** @param missing the keys and triggers that are missing */
    IncompleteTablesException(String missing) {
        super(PROBLEM + "; missing: " + missing);
    }

    IncompleteTablesException(Throwable cause) {
        super(PROBLEM, cause);
    }
}
