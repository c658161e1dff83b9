package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.status.ProjectedTables;
import io.txstream.status.RunningStatusQuery;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports that cannot be completed, and those beyond the most at a time, which is one here. */
@Timeout(300)
class BrokenOffExportIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int SMALL = 4 << 10;

    /** More than all buffers between the database and a receiver. */
    private static final int ROWS = 200_000;

    private static final String INSERT = """
            INSERT INTO transactions
            SELECT 't' || i, 'PROCESSED', repeat('a', 100), repeat('b', 100), i, 'EUR',
                timestamptz '2025-10-29 10:00:00Z' + interval '1 ms' * i, now(), 0, i, NULL
            FROM generate_series(1, %d) AS i
            """.formatted(ROWS);

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;
    private static ProjectedTables tables;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory, "--txstream.lists.max-exports=1");
        tables = new ProjectedTables(status.postgres().jdbcUrl());
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    @BeforeEach
    void fill() {
        tables.execute("TRUNCATE projection_offsets, transactions", INSERT);
        await().atMost(TIMEOUT).until(() -> head() == 200);
    }

    private static int head() {
        return status.send("HEAD", "/v1/transactions", "text/csv").statusCode();
    }

    /** Rows that an export has not reached are gone. It must not look like a shorter list. */
    @Test
    void isCutWhenTheTablesGoBack() {
        try (var export = new SlowExport(status.port(), "", SMALL)) {
            assertThat(export.head()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(head()).isEqualTo(503); // one too many
            tables.execute("TRUNCATE projection_offsets, transactions");
            assertThat(export.lines().count()).isLessThan(ROWS);
            assertThat(export.isComplete()).isFalse();
        }
        await().atMost(TIMEOUT).until(() -> head() == 200);
    }

    @Test
    void isCutWhenTheDatabaseFails() {
        try (var export = new SlowExport(status.port(), "currency=EUR", SMALL)) {
            assertThat(export.head()).isEqualTo("HTTP/1.1 200 OK");
            tables.execute("ALTER TABLE transactions RENAME COLUMN currency TO other");
            try {
                assertThat(export.lines().count()).isLessThan(ROWS);
                assertThat(export.isComplete()).isFalse();
            } finally {
                tables.execute("ALTER TABLE transactions RENAME COLUMN other TO currency");
            }
        }
        await().atMost(TIMEOUT).until(() -> head() == 200);
    }

    @Test
    void aReceiverThatGoesAwayMakesRoomForAnother() {
        try (var export = new SlowExport(status.port(), "", SMALL)) {
            assertThat(export.head()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(head()).isEqualTo(503);
        }
        await().atMost(TIMEOUT).until(() -> head() == 200);
    }
}
