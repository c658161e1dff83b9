package io.txstream.status.lists;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.txstream.status.RunningStatusQuery;
import io.txstream.status.catchup.CatchUp;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** When lists are not answered, and what they leave to lookups. */
@Timeout(180)
class ListAvailabilityIT {

    private static final String PATH = "/v1/transactions";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        status.produce("known");
        await().atMost(TIMEOUT).until(() -> status.lookup("known") == 200 && get("").statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    @Test
    void neverBackwardsNoListIsAnsweredFromTablesThatMayBeBehind() {
        var catchUp = status.application().getBean(CatchUp.class);
        for (String type : List.of("application/json", "text/csv", "application/x-ndjson")) {
            await().atMost(TIMEOUT).until(() -> {
                catchUp.distrust(); // until the next sample
                HttpResponse<String> answer = status.send("GET", PATH, type);
                return answer.statusCode() == 503
                        && answer.headers().firstValue("Retry-After").isPresent();
            });
        }
        await().atMost(TIMEOUT).until(() -> get("").statusCode() == 200);
    }

    @Test
    void listsThatWaitForConnectionsDelayNoLookup() {
        ConnectionPool pool = status.application().getBean("listConnections", ConnectionPool.class);
        int most = pool.getMetrics().orElseThrow().getMaxAllocatedSize();
        Mono<Long> hold = Mono.usingWhen(pool.create(), c -> Mono.delay(Duration.ofSeconds(2)), Connection::close);
        int others = 10 * most; // so that a list has many of them before it
        Disposable held = Flux.range(0, others)
                .flatMap(i -> hold.repeat().retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(50))), others)
                .subscribe();
        try {
            await().atMost(TIMEOUT).until(() -> get("").statusCode() == 503);
            assertThat(status.lookup("known")).isEqualTo(200);
        } finally {
            held.dispose();
        }
        await().atMost(TIMEOUT).until(() -> get("").statusCode() == 200);
    }

    @Test
    void aListThatTakesTooLongIsUnavailable() throws SQLException {
        try (var connection = DriverManager.getConnection(status.postgres().jdbcUrl());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE transactions IN ACCESS EXCLUSIVE MODE");
            HttpResponse<String> answer = get("");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("takes too long");
        }
        await().atMost(TIMEOUT).until(() -> get("").statusCode() == 200);
    }

    @Test
    void everySessionPlansForItsValuesAndInTheOrderOfAnIndex() {
        ConnectionPool pool = status.application().getBean("listConnections", ConnectionPool.class);
        assertThat(Stream.of("plan_cache_mode", "enable_sort", "jit", "statement_timeout")
                        .map(name -> setting(pool, name)))
                .containsExactly("force_custom_plan", "off", "off", "3s");
        ConnectionPool lookups = status.application().getBean("lookupConnections", ConnectionPool.class);
        assertThat(setting(lookups, "plan_cache_mode")).isEqualTo("auto");
        assertThat(setting(lookups, "statement_timeout")).isEqualTo("4s");
    }

    private static String setting(ConnectionPool pool, String name) {
        return requireNonNull(DatabaseClient.create(pool)
                .sql("SHOW " + name)
                .map(row -> requireNonNull(row.get(0, String.class)))
                .one()
                .block());
    }

    private static HttpResponse<String> get(String query) {
        return status.send("GET", PATH + query);
    }
}
