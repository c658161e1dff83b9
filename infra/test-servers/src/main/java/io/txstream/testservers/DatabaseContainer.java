package io.txstream.testservers;

import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A Postgres in a container. */
final class DatabaseContainer extends ServerContainer implements Database {

    private final PostgresSettings settings;

    DatabaseContainer(PostgresSettings settings) {
        super(Containers.postgres(), settings.port(), PostgreSQLContainer.POSTGRESQL_PORT);
        this.settings = settings;
    }

    @Override
    public String jdbcUrl() {
        return settings.jdbcUrl();
    }

    @Override
    public String r2dbcUrl() {
        return settings.r2dbcUrl();
    }

    @Override
    boolean answers() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl())) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** INT is the fast shutdown. After TERM, the default of Docker, Postgres would wait for its clients. */
    @Override
    void requestStop() {
        signal("INT");
    }
}
