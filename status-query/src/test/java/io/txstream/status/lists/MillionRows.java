package io.txstream.status.lists;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.txstream.status.ProjectedTables;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A million transactions, one each 10 ms. Values are skewed as in practice: one source account has a third of them, one
 * currency two thirds. The newest 20,000 are PROCESSING, and one of 200 is rejected.
 */
final class MillionRows {

    static final int COUNT = 1_000_000;

    private static final String INSERT = """
            INSERT INTO transactions
            SELECT 'txn_' || to_char(i, 'FM00000000'), status::transaction_status,
                CASE WHEN status = 'REJECTED' THEN NULL WHEN i % 3 = 0 THEN 'hot' ELSE 'source_' || hash % 5000 END,
                CASE WHEN status = 'REJECTED' THEN NULL WHEN i % 4 = 0 THEN 'shop' ELSE 'target_' || hash % 900 END,
                CASE WHEN status = 'REJECTED' THEN NULL ELSE (hash % 100000)::numeric / 100 END,
                CASE WHEN status = 'REJECTED' THEN NULL
                    WHEN i % 3 < 2 THEN 'USD' WHEN i % 100000 = 2 THEN 'XAU' ELSE 'EUR' END,
                timestamptz '2025-10-01 00:00:00Z' + i * interval '10 ms',
                CASE WHEN status = 'PROCESSED' THEN timestamptz '2025-10-01 00:00:30Z' + i * interval '10 ms' END,
                i % 6, i / 6,
                CASE WHEN status <> 'REJECTED' THEN NULL WHEN i % 400 = 0 THEN 'MALFORMED_JSON' ELSE 'KEY_MISMATCH' END
            FROM (SELECT i, (i * 7919::bigint) % 1000003 AS hash,
                    CASE WHEN i % 200 = 0 THEN 'REJECTED'
                        WHEN i > 980000 THEN 'PROCESSING' ELSE 'PROCESSED' END AS status
                FROM generate_series(1, 1000000) AS i) AS generated
            """;

    private static final String DROP_INDEXES = """
            DO $$
            DECLARE
                index regclass;
            BEGIN
                FOR index IN SELECT indexrelid FROM pg_index
                    WHERE indrelid = 'transactions'::regclass AND NOT indisprimary
                LOOP
                    EXECUTE format('DROP INDEX %s', index);
                END LOOP;
            END
            $$
            """;

    private MillionRows() {}

    /** Inserts the rows, then creates the indexes as the migration does. Nothing analyzes the table. */
    static void insertInto(ProjectedTables tables) {
        tables.execute(
                "ALTER TABLE transactions SET (autovacuum_enabled = false)",
                DROP_INDEXES,
                INSERT,
                resource("/db/migration/V7__list_indexes.sql"));
    }

    private static String resource(String name) {
        try (var stream = MillionRows.class.getResourceAsStream(name)) {
            return new String(requireNonNull(stream).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
