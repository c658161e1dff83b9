package io.txstream.embedded.postgres;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.ServerProcess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A Postgres in a process of its own, with the durability a production server has, on the loopback address only. What
 * it committed survives its end, however that comes. Everyone on this machine may connect as the superuser, without a
 * password: fine for a developer's machine and for tests, and nothing else.
 */
public final class PostgresServer extends ServerProcess {
    public static final String USER = "postgres";
    public static final String DATABASE = "transactions";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final PostgresSettings settings;

    public PostgresServer(PostgresSettings settings) {
        this.settings = settings;
    }

    /** A new one that answers. */
    public static PostgresServer started(PostgresSettings settings) {
        PostgresServer postgres = new PostgresServer(settings);
        postgres.start();
        return postgres;
    }

    public int port() {
        return settings.port();
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    /** Without the user, which R2DBC takes apart from the URL: {@link #USER}. */
    public String r2dbcUrl() {
        return "r2dbc:postgresql://127.0.0.1:" + settings.port() + "/" + DATABASE;
    }

    @Override
    protected ProcessSpec prepare() {
        return new PostgresDataDirectory(settings).prepare();
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(START_TIMEOUT, () -> Ports.answers(settings.port()) && hasDatabase());
    }

    /** By INT, the fast shutdown: rolls back what is open and closes all sessions. TERM would wait for clients to leave. */
    @Override
    protected void stop(ChildProcess running) {
        running.stop("INT", stopTimeout());
    }

    private boolean hasDatabase() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        String query = "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'";
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + settings.port() + "/" + database + "?user=" + USER;
    }
}
