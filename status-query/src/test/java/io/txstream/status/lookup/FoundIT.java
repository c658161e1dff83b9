package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundIT {

    private static final String ROW =
            "INSERT INTO transactions VALUES ('%s', '%s', 'a', 'b', 1, 'EUR', now(), %s, 0, 0)";

    @TempDir
    private Path directory;

    /** Beside a dump, each batch leaves a dead version of each offset, and a lookup would read them all. */
    @Test
    void aFinalRowIsFoundWithoutReadingTheOffsets() throws SQLException {
        try (var postgres = Servers.database(PostgresSettings.in(directory))) {
            Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
            try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                    var statement = connection.createStatement()) {
                statement.execute(ROW.formatted("final", "PROCESSED", "now()"));
                statement.execute(ROW.formatted("pending", "PROCESSING", "null"));
                assertThat(readsOffsets(connection, "final")).isFalse();
                assertThat(readsOffsets(connection, "pending")).isTrue();
                assertThat(readsOffsets(connection, "unknown")).isTrue();
            }
        }
    }

    private static boolean readsOffsets(Connection connection, String id) throws SQLException {
        String explain = "EXPLAIN (ANALYZE, COSTS OFF) " + Found.QUERY.replace("$1", "ARRAY['" + id + "']");
        try (var statement = connection.createStatement();
                var plan = statement.executeQuery(explain)) {
            while (plan.next()) {
                if (plan.getString(1).contains("on projection_offsets")) {
                    return !plan.getString(1).contains("never executed");
                }
            }
        }
        throw new IllegalStateException("no plan names the offsets");
    }
}
