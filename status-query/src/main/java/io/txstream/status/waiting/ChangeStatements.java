package io.txstream.status.waiting;

import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.TransactionViewReader;

/** The statements of {@link PostgresChanges}. */
final class ChangeStatements {

    /**
     * There is one line for each id, and one of them has the progress of the tables. With LIMIT, each id is looked up
     * in the index. Without, Postgres could scan the table, by a plan from when that was small.
     */
    static final String STATES =
            """
            SELECT numbered.*, CASE WHEN number = 1 THEN %s END AS projected,
                CASE WHEN number = 1 THEN %s END AS generation
            FROM (SELECT found.*, row_number() OVER () AS number FROM unnest($1::text[]) AS wanted (id)
                LEFT JOIN LATERAL
                    (SELECT %s FROM transactions WHERE transaction_id = wanted.id LIMIT 1) AS found ON true
            ) AS numbered
            """.formatted(ProjectedOffsets.OFFSETS, ProjectedOffsets.GENERATION, TransactionViewReader.COLUMNS);

    static final String BATCHES = """
            SELECT %s AS generation, found.* FROM (SELECT) AS always LEFT JOIN
                (SELECT batch, ids FROM projection_changes WHERE batch = ANY($1::bigint[])) AS found ON true
            """.formatted(ProjectedOffsets.GENERATION);

    static final String NEWEST = "SELECT %s AS generation, coalesce(max(batch), 0) AS newest FROM projection_changes"
            .formatted(ProjectedOffsets.GENERATION);

    /**
     * Projectors number their batches when they begin, so one with a lower number can be committed, and announced,
     * later. One whose database transaction is settled was committed before.
     */
    private static final String SEEN = """
            WITH seen AS (SELECT settled FROM projection_changes WHERE batch = $1 ORDER BY settled LIMIT 1),
                late AS (SELECT batch FROM projection_changes
                    WHERE batch < $1 AND written_by >= (SELECT settled FROM seen))
            SELECT %s AS generation,
            """.formatted(ProjectedOffsets.GENERATION);

    static final String SINCE = SEEN + """
            $1 = 0 OR EXISTS (SELECT FROM seen) AS known, ARRAY(
                (SELECT batch FROM late UNION ALL SELECT batch FROM projection_changes WHERE batch > $1)
                ORDER BY batch LIMIT %d) AS numbers
            """.formatted(ChangedTables.MAX_SINCE + 1);

    static final String RESUMPTION = SEEN + """
            EXISTS (SELECT FROM seen) AS known, coalesce((SELECT min(batch) FROM late), $1) AS first,
                (SELECT coalesce(max(batch), 0) FROM projection_changes) AS newest
            """;

    /** Each batch has a change, so a part needs no more batches than this, apart from one that is already read. */
    static final String CHANGES =
            """
            SELECT %s AS generation, (SELECT min(batch) FROM projection_changes) AS oldest, found.*
            FROM (SELECT) AS always LEFT JOIN
                (SELECT batch, place - 1 AS number, id
                FROM (SELECT batch, ids FROM projection_changes WHERE batch BETWEEN $1 AND $3
                        ORDER BY batch FETCH FIRST %d ROWS WITH TIES) AS batches,
                    unnest(ids) WITH ORDINALITY AS change (id, place)
                WHERE batch > $1 OR place - 1 > $2
                ORDER BY batch, place FETCH FIRST %d ROWS WITH TIES) AS found ON true
            ORDER BY batch, number
            """.formatted(ProjectedOffsets.GENERATION, ChangedTables.MAX_CHANGES + 1, ChangedTables.MAX_CHANGES);

    /**
     * Keeps the newest batches however old they are, so that a client that has seen all of them misses nothing. Keeps
     * all after the first one that it keeps, and all that can have been committed after one of those. The table has
     * some thousand rows. Their ids are stored elsewhere, so this reads a few pages.
     */
    static final String DELETE = """
            WITH kept AS (SELECT least(max(batch) - 64,
                    min(batch) FILTER (WHERE written_at >= now() - interval '2 minutes')) AS first
                FROM projection_changes)
            DELETE FROM projection_changes WHERE batch < (SELECT min(batch) FROM projection_changes
                WHERE written_by >= (SELECT settled FROM projection_changes, kept WHERE batch >= kept.first
                    ORDER BY settled LIMIT 1))
            """;

    private ChangeStatements() {}
}
