package io.txstream.status.database;

import static io.txstream.status.database.PoolCalls.FOUND_WITHIN;
import static io.txstream.status.database.PoolCalls.ONE_TRY;
import static io.txstream.status.database.PoolCalls.SIZE;
import static io.txstream.status.database.PoolCalls.acquireAll;
import static io.txstream.status.database.PoolCalls.canWrite;
import static io.txstream.status.database.PoolCalls.openAll;
import static io.txstream.status.database.PoolCalls.run;
import static io.txstream.status.database.PoolCalls.select;
import static io.txstream.status.database.PoolCalls.show;
import static io.txstream.status.database.PoolCalls.untilItWorks;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.R2dbcException;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.TcpProxy.Direction;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcProperties;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.pool.PoolAcquirePendingLimitException;

/** Pools on a real Postgres, behind a network that fails. */
@Timeout(120)
class ConnectionPoolsIT {

    @TempDir
    private static Path directory;

    private static Database postgres;

    private TcpProxy proxy;
    private ConnectionPool lookups;
    private ConnectionPool writes;

    @BeforeAll
    static void startPostgres() {
        postgres = Servers.database(PostgresSettings.in(directory));
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void openPools() {
        ConnectionFactoryOptions direct = ConnectionFactoryOptions.parse(postgres.r2dbcUrl());
        proxy = TcpProxy.to("127.0.0.1", (Integer) requireNonNull(direct.getValue(ConnectionFactoryOptions.PORT)));
        ConnectionFactoryOptions proxied = direct.mutate()
                .option(ConnectionFactoryOptions.PORT, proxy.port())
                .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, ONE_TRY)
                .build();
        var times = new R2dbcProperties.Pool();
        times.setMaxCreateConnectionTime(Duration.ofSeconds(3));
        times.setAcquireRetry(2);
        var pools =
                new ConnectionPools(ConnectionFactories.get(proxied), times, Schedulers.parallel(), System::nanoTime);
        lookups = pools.create(new PoolRules(SIZE, SIZE, ONE_TRY, Duration.ofSeconds(4), false));
        writes = pools.create(new PoolRules(2, 2, Duration.ofSeconds(4), Duration.ofSeconds(8), true));
    }

    @AfterEach
    void closePools() {
        lookups.dispose();
        writes.dispose();
        proxy.close();
    }

    @Test
    void findsAllHalfOpenConnectionsThoughEachTryUsesOne() {
        openAll(lookups);
        proxy.freezeOpenConnections();
        assertThat(untilItWorks(lookups)).isLessThan(FOUND_WITHIN);
        openAll(lookups); // the connections that no try has used were replaced too
    }

    @Test
    void findsHalfOpenConnectionsThoughCallersGiveUpEarly() {
        openAll(lookups);
        proxy.freezeOpenConnections();
        assertThat(untilItWorks(lookups, Duration.ofMillis(300))).isLessThan(FOUND_WITHIN);
    }

    @Test
    void aUseOfAHalfOpenConnectionEndsWithoutATimeoutOfItsOwn() {
        Connection connection = requireNonNull(writes.create().block());
        proxy.freezeOpenConnections();
        long start = System.nanoTime();
        assertThatThrownBy(() -> Mono.from(connection.beginTransaction()).block(Duration.ofSeconds(30)))
                .isInstanceOf(R2dbcException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FOUND_WITHIN);
        Mono.from(connection.close()).block();
        assertThat(untilItWorks(writes)).isLessThan(ONE_TRY);
    }

    @Test
    void aServerThatAcceptsAndFreezesDoesNotUseUpThePool() {
        proxy.freeze(Direction.TO_CLIENT);
        for (int i = 0; i < SIZE + 1; i++) {
            assertThatThrownBy(() -> select(lookups).block(Duration.ofMillis(100)))
                    .isInstanceOf(RuntimeException.class);
        }
        proxy.thaw();
        assertThat(untilItWorks(lookups)).isLessThan(FOUND_WITHIN);
        openAll(lookups);
    }

    @Test
    void afterARestartNoRequestMeetsADeadConnection() {
        openAll(lookups);
        postgres.restart();
        for (int i = 0; i < SIZE; i++) {
            select(lookups).block(ONE_TRY);
        }
    }

    @Test
    void afterTheServerHasEndedAllSessionsNoRequestMeetsADeadConnection() throws SQLException {
        openAll(lookups);
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND backend_type = 'client backend'");
        await().atMost(FOUND_WITHIN).until(() -> proxy.openConnections() == 0);
        for (int i = 0; i < SIZE; i++) {
            select(lookups).block(ONE_TRY);
        }
    }

    @Test
    void callersBeyondTheLimitFailAtOnceAndDoNotDisturbOtherPools() {
        List<Connection> all = acquireAll(lookups);
        List<Throwable> refused = Flux.range(0, 2 * SIZE)
                .flatMap(i -> select(lookups).then(Mono.<Throwable>empty()).onErrorResume(Mono::just), 2 * SIZE)
                .filter(PoolAcquirePendingLimitException.class::isInstance)
                .take(SIZE) // the others wait, and would time out
                .collectList()
                .block();
        assertThat(refused).hasSize(SIZE);
        select(writes).block(ONE_TRY);
        all.forEach(connection -> Mono.from(connection.close()).block());
    }

    @Test
    void aSessionFromAReadOnlySpellIsNotUsedForWrites() throws SQLException {
        execute("ALTER DATABASE " + PostgresSettings.DATABASE + " SET default_transaction_read_only = on");
        try {
            assertThatThrownBy(() -> select(writes).block()).hasMessageContaining("the database is read-only");
            openAll(lookups); // can read
        } finally {
            execute("ALTER DATABASE " + PostgresSettings.DATABASE + " RESET default_transaction_read_only");
        }
        assertThat(untilItWorks(writes)).isLessThan(ONE_TRY);
    }

    @Test
    void aSessionThatBecameReadOnlyIsReplaced() {
        Connection connection = requireNonNull(writes.create().block());
        run(connection, "SET default_transaction_read_only = on");
        Mono.from(connection.close()).block();
        long start = System.nanoTime();
        while (!canWrite(writes)) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FOUND_WITHIN);
        }
    }

    @NeedsEmbeddedServers("makes a standby of the database, in its data directory")
    @Test
    void aStandbyIsRefusedForReadsToo() throws IOException {
        postgres.stop();
        Path signal = Files.createFile(directory.resolve("data").resolve("standby.signal"));
        try {
            postgres.start();
            assertThatThrownBy(() -> select(lookups).block()).hasMessageContaining("the database is a standby");
            assertThatThrownBy(() -> select(writes).block()).hasMessageContaining("the database is a standby");
        } finally {
            postgres.stop();
            Files.deleteIfExists(signal);
            postgres.start();
        }
        select(writes).block(ONE_TRY);
    }

    /** If a client freezes in the middle of a statement, its session must not keep its locks. */
    @Test
    void theServerLimitsWhatAFrozenClientCanHold() {
        Connection connection = requireNonNull(writes.create().block());
        assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("5s");
        assertThat(show(connection, "statement_timeout")).isEqualTo("8s");
        assertThat(show(connection, "transaction_timeout")).isEqualTo("10s");
        Mono.from(connection.close()).block();
    }

    /** Executes a statement in another database than that of the pools. */
    private static void execute(String sql) throws SQLException {
        String url = postgres.jdbcUrl().replace("/" + PostgresSettings.DATABASE, "/postgres");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
