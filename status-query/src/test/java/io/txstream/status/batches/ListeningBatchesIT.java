package io.txstream.status.batches;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.status.batches.ProjectedBatches.Signal;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.TcpProxy;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection that listens, on a real Postgres behind a network that fails. */
@Timeout(120)
class ListeningBatchesIT {

    /** Half-open connections must be found within this time. */
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static Database postgres;

    private final Queue<Signal> received = new ConcurrentLinkedQueue<>();
    private TcpProxy proxy;
    private ListeningBatches batches;

    @BeforeAll
    static void startPostgres() {
        postgres = Servers.database(PostgresSettings.in(directory));
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void listen() {
        ConnectionFactoryOptions direct = ConnectionFactoryOptions.parse(postgres.r2dbcUrl());
        proxy = TcpProxy.to("127.0.0.1", (Integer) requireNonNull(direct.getValue(ConnectionFactoryOptions.PORT)));
        batches = new ListeningBatches(
                ConnectionFactories.get(direct.mutate()
                        .option(ConnectionFactoryOptions.PORT, proxy.port())
                        .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                        .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, Duration.ofSeconds(2))
                        .build()),
                System::nanoTime);
        var unused = batches.signals().subscribe(received::add);
        batches.start();
        awaitLost();
    }

    @AfterEach
    void stop() {
        batches.destroy();
        proxy.close();
    }

    @Test
    void announcesABatchWhenItsTransactionIsCommitted() throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(notify(1));
            connection.rollback();
            statement.execute(notify(2));
            assertThat(received).isEmpty();
            connection.commit();
        }
        await().atMost(TIMEOUT).until(() -> !received.isEmpty());
        assertThat(received).containsExactly(new Signal.Committed(2));
    }

    /** The driver drops what its subscriber has not requested. */
    @Test
    void announcesManyBatchesAtOnce() throws SQLException {
        execute("SELECT pg_notify('" + ProjectedBatches.CHANNEL + "', n::text) FROM generate_series(1, 2000) n");
        await().atMost(TIMEOUT).until(() -> received.size() >= 2_000);
        assertThat(received).hasSize(2_000).contains(new Signal.Committed(2_000));
    }

    @Test
    void aConnectionThatTheServerHasClosedIsReplacedAndSaysSo() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
                + " OR query = 'SELECT 1'");
        awaitLost();
        receivesAgain();
    }

    @Test
    void aConnectionIsReplacedWhenPostgresRestarts() throws SQLException {
        postgres.restart();
        awaitLost();
        receivesAgain();
    }

    @Test
    void aHalfOpenConnectionIsReplacedWithinTenSeconds() throws SQLException {
        long begin = System.nanoTime();
        proxy.freezeOpenConnections();
        awaitLost();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(FOUND_WITHIN);
        receivesAgain();
    }

    @Test
    void closesItsConnection() {
        assertThat(proxy.openConnections()).isEqualTo(1);
        batches.destroy();
        await().atMost(TIMEOUT).until(() -> proxy.openConnections() == 0);
    }

    private void receivesAgain() throws SQLException {
        execute(notify(7));
        await().atMost(TIMEOUT).until(() -> received.contains(new Signal.Committed(7)));
    }

    private void awaitLost() {
        await().atMost(TIMEOUT).until(() -> received.remove(new Signal.Lost()));
    }

    private static String notify(int batch) {
        return "NOTIFY " + ProjectedBatches.CHANNEL + ", '" + batch + "'";
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
