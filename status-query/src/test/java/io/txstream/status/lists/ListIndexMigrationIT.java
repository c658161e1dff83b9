package io.txstream.status.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large table, whose indexes an operator has created before the start. */
@Timeout(120)
class ListIndexMigrationIT {

    private static final String INDEX = "transactions_by_currency";
    private static final String CREATE = "CREATE INDEX " + INDEX
            + " ON transactions (currency COLLATE \"C\", created_at, transaction_id COLLATE \"C\")";

    @TempDir
    private Path directory;

    @Test
    void aFinishedIndexIsKeptAndAnUnfinishedOneIsReplaced() throws SQLException {
        try (var postgres = Servers.database(PostgresSettings.in(directory));
                Connection operator = DriverManager.getConnection(postgres.jdbcUrl())) {
            flyway(postgres).target("5").load().migrate();
            execute(operator, CREATE.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY"));
            execute(operator, CREATE.replace("currency", "status").replace("status COLLATE \"C\"", "status"));
            execute(
                    operator,
                    "UPDATE pg_index SET indisvalid = false"
                            + " WHERE indexrelid = 'transactions_by_status'::regclass");
            String kept = oid(operator, INDEX);
            String unfinished = oid(operator, "transactions_by_status");
            flyway(postgres).load().migrate();
            assertThat(oid(operator, INDEX)).isEqualTo(kept);
            assertThat(oid(operator, "transactions_by_status")).isNotEqualTo(unfinished);
            assertThat(text(operator, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                    .isEqualTo("0");
        }
    }

    /** An index that is still being created looks unfinished. To wait for its lock would stop all lookups. */
    @Test
    void theStartFailsIfAnIndexIsInUseThatLooksUnfinished() throws SQLException {
        try (var postgres = Servers.database(PostgresSettings.in(directory));
                Connection operator = DriverManager.getConnection(postgres.jdbcUrl())) {
            flyway(postgres).target("5").load().migrate();
            execute(operator, CREATE);
            execute(operator, "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '" + INDEX + "'::regclass");
            operator.setAutoCommit(false);
            execute(operator, "LOCK TABLE transactions IN SHARE UPDATE EXCLUSIVE MODE");
            assertThatThrownBy(() -> flyway(postgres).load().migrate()).hasMessageContaining("lock timeout");
            operator.rollback();
        }
    }

    private static FluentConfiguration flyway(Database postgres) {
        return Flyway.configure().dataSource(postgres.jdbcUrl(), null, null);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String oid(Connection connection, String index) throws SQLException {
        return text(connection, "SELECT '" + index + "'::regclass::oid::text");
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
