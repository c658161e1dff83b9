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
 * A Postgres server in a process of its own, as durable as one in production: a committed row survives a stop and a
 * kill of the process. It listens on the loopback address only, and every user of this machine may connect as the
 * superuser without a password. Use it on a developer's machine and in tests only.
 */
public final class PostgresServer extends ServerProcess implements Database {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final PostgresSettings settings;

    public PostgresServer(PostgresSettings settings) {
        this.settings = settings;
    }

    /** Starts a server, and returns when it answers and has the database. */
    public static PostgresServer started(PostgresSettings settings) {
        var postgres = new PostgresServer(settings);
        postgres.start();
        return postgres;
    }

    @Override
    public String jdbcUrl() {
        return settings.jdbcUrl();
    }

    @Override
    public String r2dbcUrl() {
        return settings.r2dbcUrl();
    }

    /**
     * Creates a standby that follows this server, which must run. It is not started. Stop it to make it fall behind.
     *
     * @param standby its settings, with a directory and a port of its own
     */
    public PostgresServer standby(PostgresSettings standby) {
        new BaseBackup(settings).writeStandby(standby);
        return new PostgresServer(standby);
    }

    /**
     * Fails over to a standby: this server starts again with the standby's data, at its own address, and is promoted.
     * Rows that the standby has not received are lost. Both servers must be stopped.
     */
    public void failOverTo(PostgresServer standby) {
        if (isAlive() || standby.isAlive()) {
            throw new IllegalStateException("both servers must be stopped");
        }
        new BaseBackup(settings).replaceBy(standby.settings);
        start();
        execute("SELECT pg_promote()");
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed", e);
        }
    }

    @Override
    protected ProcessSpec prepare() {
        return new PostgresDataDirectory(settings).prepare();
    }

    @Override
    protected void awaitReady(ChildProcess launched) {
        launched.awaitReady(START_TIMEOUT, () -> Ports.answers(settings.port()) && hasDatabase());
    }

    /** Sends INT, the fast shutdown: Postgres rolls back and closes all sessions. After TERM it waits for clients. */
    @Override
    protected void stop(ChildProcess running) {
        running.stop("INT", STOP_TIMEOUT);
    }

    private boolean hasDatabase() {
        try (Connection connection = DriverManager.getConnection(settings.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (!exists(statement)) {
                statement.execute("CREATE DATABASE " + PostgresSettings.DATABASE);
            }
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static boolean exists(Statement statement) throws SQLException {
        String query = "SELECT 1 FROM pg_database WHERE datname = '" + PostgresSettings.DATABASE + "'";
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next();
        }
    }
}
