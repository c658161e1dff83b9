package io.txstream.status.lookup;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What one statement finds out about a transaction.
 *
 * @param view the row; null if there is none
 * @param projected how far the tables have been projected, in the same snapshot; no offsets if the row is final
 * @param mayBeShown whether no earlier answer can have been newer ({@code NeverBackwards}): the tables had reached the
 *     floor from before the statement, or the row has the highest status
 */
record Found(@Nullable TransactionView view, ProjectedOffsets projected, boolean mayBeShown) {

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

    /** Returns the statement that looks ids up in a database. */
    static LookupBatches.Statement statement(DatabaseClient database, CatchUp catchUp) {
        return ids -> Mono.defer(() -> {
            CatchUp.Floor floor = catchUp.floor();
            return database.sql(QUERY)
                    .bind(0, ids.toArray(String[]::new))
                    .map(row -> Map.entry(
                            requireNonNull(row.get("wanted", String.class)),
                            read(row, projected -> catchUp.reached(floor, projected))))
                    .all()
                    .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        });
    }

    private static Found read(Readable row, Predicate<ProjectedOffsets> reached) {
        boolean exists = row.get("transaction_id", String.class) != null;
        TransactionView view = exists ? TransactionViewReader.read(row) : null;
        ProjectedOffsets projected = ProjectedOffsets.read(row);
        return new Found(view, projected, (view != null && view.wasProcessed()) || reached.test(projected));
    }

    /** Returns the row, or nothing if there is none. Fails if it must not be shown. */
    Mono<TransactionView> answer() {
        return mayBeShown ? Mono.justOrEmpty(view) : Mono.error(new NotCaughtUpException());
    }
}
