package io.txstream.status.projection;

/** A table is missing, or lacks a column, a primary key or a trigger that its migration has created. */
final class IncompleteTablesException extends RuntimeException {

    private static final String PROBLEM =
            "the tables of the projection are incomplete, although their migration has run";

    IncompleteTablesException() {
        super(PROBLEM);
    }

    IncompleteTablesException(Throwable cause) {
        super(PROBLEM, cause);
    }
}
