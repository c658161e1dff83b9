package io.txstream.status;

/** Writes many transactions at once, as the projection does, without a log. */
final class ProjectedBatch {

    private ProjectedBatch() {}

    /** Writes a batch with the ids prefix1, prefix2 and so on, and announces it. */
    static void write(ProjectedTables tables, String prefix, String status, int size) {
        tables.execute("""
                WITH numbered AS (SELECT '%s' || i AS id, '%s'::transaction_status AS status
                        FROM generate_series(1, %d) AS i),
                    changed AS (INSERT INTO transactions
                        SELECT id, status, 'a', 'b', 1, 'EUR', now(), CASE status WHEN 'PROCESSED' THEN now() END, 0, 0
                            FROM numbered
                        ON CONFLICT (transaction_id) DO UPDATE SET status = EXCLUDED.status, processed_at = now()
                        RETURNING transaction_id),
                    written AS (INSERT INTO projection_changes (batch, ids)
                        SELECT nextval('projection_batches'), array_agg(transaction_id) FROM changed RETURNING batch)
                SELECT pg_notify('projection_batches', batch::text) FROM written
                """.formatted(prefix, status, size));
    }
}
