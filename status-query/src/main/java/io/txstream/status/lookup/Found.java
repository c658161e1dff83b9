package io.txstream.status.lookup;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What one statement finds out about a transaction.
 *
 * @param view the row; null if there is none
 * @param projected how far the tables have been projected, in the same snapshot
 */
record Found(@Nullable TransactionView view, ProjectedOffsets projected) {

    /** A statement that always returns one row, for {@link #read}. Its parameter is the transaction id. */
    static final String QUERY = """
            SELECT progress.*, found.* FROM (%s) AS progress
            LEFT JOIN (SELECT %s FROM transactions WHERE transaction_id = $1) AS found ON true
            """.formatted(ProjectedOffsets.QUERY, TransactionViewReader.COLUMNS);

    private static final String FINAL_STATUS = "PROCESSED";

    static Found read(Readable row) {
        boolean exists = row.get("transaction_id", String.class) != null;
        return new Found(exists ? TransactionViewReader.read(row) : null, ProjectedOffsets.read(row));
    }

    /**
     * Returns the row, or nothing if there is none. Fails if the tables are not complete, unless the row has the
     * highest status: any other answer could be older than an earlier one.
     *
     * @param floor the floor of the catch-up, taken before the statement ran
     */
    Mono<TransactionView> answer(CatchUp catchUp, long[] floor) {
        boolean complete = catchUp.reached(floor, projected);
        if (complete || (view != null && view.status().equals(FINAL_STATUS))) {
            return Mono.justOrEmpty(view);
        }
        return Mono.error(new Transactions.UnavailableException(new IncompleteTablesException()));
    }

    /** The projection has not caught up yet. Has no stack trace, since many lookups fail at once. */
    private static final class IncompleteTablesException extends RuntimeException {

        IncompleteTablesException() {
            super("the projection has not caught up", null, false, false);
        }
    }
}
