package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.StartupProblemException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The whole application while its database fails. */
@Timeout(180)
class DatabaseFaultsIT {

    private static final int POOL_AND_QUEUE = 510;

    /** What must happen within 10 s, with headroom for a loaded machine. Without it, TCP alone takes 15 minutes. */
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(20);

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        status.produce("known");
        await().atMost(TIMEOUT).until(() -> status.lookup("known") == 200);
        await().atMost(TIMEOUT).until(() -> status.readiness() == 200); // consumers that join last cause a rebalance
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    @Test
    void goesOnAfterItsConnectionsHaveBecomeHalfOpen() {
        status.databaseProxy().freezeOpenConnections();
        status.produce("afterwards");
        await().atMost(FOUND_WITHIN).until(() -> status.lookup("known") == 200);
        await().atMost(FOUND_WITHIN).until(() -> status.isProjected("afterwards"));
        await().atMost(FOUND_WITHIN).until(() -> status.readiness() == 200);
    }

    @Test
    void aFloodOfLookupsDelaysNeitherTheProjectionNorReadiness() {
        Disposable flood = holdConnections(status.application().getBean(ConnectionPool.class));
        try {
            await().atMost(TIMEOUT).until(() -> status.lookup("known") == 503);
            assertThat(status.send("GET", "/v1/transactions/known").headers().firstValue("Retry-After"))
                    .contains("1");
            status.produce("meanwhile");
            await().atMost(TIMEOUT).until(() -> status.isProjected("meanwhile"));
            assertThat(status.readiness()).isEqualTo(200);
            assertThat(status.lookup("known")).isEqualTo(503);
        } finally {
            flood.dispose();
        }
        await().atMost(TIMEOUT).until(() -> status.lookup("known") == 200);
    }

    private static Disposable holdConnections(ConnectionPool pool) {
        Mono<Long> hold = Mono.usingWhen(pool.create(), held -> Mono.delay(Duration.ofSeconds(2)), Connection::close);
        return Flux.range(0, 2 * POOL_AND_QUEUE)
                .flatMap(
                        i -> hold.repeat().retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(100))),
                        2 * POOL_AND_QUEUE)
                .subscribe();
    }

    @Test
    void goesOnAfterAReadOnlySpell() {
        String database = "ALTER DATABASE " + PostgresSettings.DATABASE;
        status.execute(database + " SET default_transaction_read_only = on");
        try {
            endAllSessions();
            await().atMost(TIMEOUT).until(() -> status.lookup("known") == 200); // can still be read
            status.produce("spell");
        } finally {
            status.execute(database + " RESET default_transaction_read_only");
        }
        await().atMost(TIMEOUT).until(() -> status.lookup("spell") == 200);
    }

    @Test
    void neitherLookupsNorReadinessFailAfterTheServerHasEndedAllSessions() {
        await().atMost(TIMEOUT).until(() -> status.lookup("known") == 200);
        assertThat(status.readiness()).isEqualTo(200);
        endAllSessions();
        for (int i = 0; i < 12; i++) {
            assertThat(status.lookup("known")).isEqualTo(200);
            assertThat(status.readiness()).isEqualTo(200);
        }
    }

    private static void endAllSessions() {
        status.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND backend_type = 'client backend'");
    }

    @Test
    void refusesADatabaseThatCannotStoreEveryText() {
        status.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'"
                + " TEMPLATE template0");
        String latin = status.postgres().r2dbcUrl().replace("/" + PostgresSettings.DATABASE, "/latin");
        assertThatThrownBy(() -> status.run(latin))
                .hasRootCauseInstanceOf(StartupProblemException.class)
                .rootCause()
                .hasMessageContaining("the encoding LATIN1");
    }
}
