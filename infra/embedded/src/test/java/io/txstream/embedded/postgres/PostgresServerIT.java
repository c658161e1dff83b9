package io.txstream.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsEmbeddedServers("tests the embedded servers themselves")
class PostgresServerIT {

    private static final String TIMELINE = "SELECT timeline_id FROM pg_control_checkpoint()";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static PostgresServer postgres;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.started(PostgresSettings.in(directory));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void keepsCommittedRowsThroughAStopAndAKill() throws SQLException {
        execute("CREATE TABLE kept (id int)");
        postgres.restart();
        execute("INSERT INTO kept VALUES (1)");
        postgres.kill();
        postgres.restart();

        assertThat(query("SELECT count(*) FROM kept")).isEqualTo("1");
    }

    @Test
    void startsBesideTheOrphansOfAKilledPostmaster() throws SQLException {
        try (Connection session = DriverManager.getConnection(postgres.jdbcUrl())) {
            postgres.process().handle().destroyForcibly();
            postgres.process().handle().onExit().join();

            postgres.start();

            assertThat(session.isValid(1)).isFalse();
        }

        assertThat(query("SELECT 1")).isEqualTo("1");
    }

    @Test
    void failsOverToAStandbyThatHasFallenBehind() throws SQLException {
        execute("CREATE TABLE replicated (id int)");
        PostgresServer standby = postgres.standby(PostgresSettings.in(directory.resolve("standby")));
        String timeline = query(TIMELINE);
        execute("INSERT INTO replicated VALUES (1)");
        standby.start();
        await().atMost(TIMEOUT)
                .until(() -> query(standby, "SELECT count(*) FROM replicated").equals("1"));
        standby.close();
        execute("INSERT INTO replicated VALUES (2)");

        postgres.kill();
        postgres.failOverTo(standby);

        assertThat(query("SELECT max(id) FROM replicated")).isEqualTo("1");
        assertThat(query("SELECT pg_is_in_recovery()")).isEqualTo("f");
        execute("CHECKPOINT");
        assertThat(query(TIMELINE)).isNotEqualTo(timeline);
        execute("INSERT INTO replicated VALUES (3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "synchronous_commit", "full_page_writes"})
    void isDurable(String setting) throws SQLException {
        assertThat(query("SHOW " + setting)).isEqualTo("on");
    }

    @Test
    void listensOnLoopbackOnly() throws SQLException {
        assertThat(query("SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query("SHOW unix_socket_directories")).isEmpty();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String sql) throws SQLException {
        return query(postgres, sql);
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
