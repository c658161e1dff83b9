package io.txstream.status.lookup;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What one statement finds out about a transaction.
 *
 * @param view the row; null if there is none
 * @param projected how far the tables have been projected, in the same snapshot; no offsets if the row is final
 */
record Found(@Nullable TransactionView view, ProjectedOffsets projected) {

    private static final String FINAL_STATUS = "PROCESSED";

    /**
     * A statement that returns one row for each id of its parameter, an array of distinct ids. Postgres evaluates the
     * offsets only if a row is not final: beside a long transaction, they have many dead versions. With LIMIT it looks
     * up each id in the index. Without, it could scan the table, by a plan from when that was small.
     */
    static final String QUERY = """
            SELECT wanted.id AS wanted, found.*,
                CASE WHEN found.status = '%s' THEN NULL ELSE %s END AS projected, %s AS generation
            FROM unnest($1::text[]) AS wanted (id)
            LEFT JOIN LATERAL (SELECT %s FROM transactions WHERE transaction_id = wanted.id LIMIT 1) AS found ON true
            """.formatted(
                    FINAL_STATUS, ProjectedOffsets.OFFSETS, ProjectedOffsets.GENERATION, TransactionViewReader.COLUMNS);

    /** Returns the id that a row is about. */
    static String id(Readable row) {
        return requireNonNull(row.get("wanted", String.class));
    }

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
    Mono<TransactionView> answer(CatchUp catchUp, CatchUp.Floor floor) {
        boolean isFinal = view != null && view.status().equals(FINAL_STATUS);
        return isFinal || catchUp.reached(floor, projected)
                ? Mono.justOrEmpty(view)
                : Mono.error(new NotCaughtUpException());
    }
}
