package io.txstream.status.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Uses pools of connections as callers do. */
final class PoolCalls {

    static final int SIZE = 10;
    static final Duration FOUND_WITHIN = Duration.ofSeconds(10);
    static final Duration ONE_TRY = Duration.ofSeconds(2);

    private PoolCalls() {}

    static boolean canWrite(ConnectionPool pool) {
        Connection connection = requireNonNull(pool.create().block());
        try {
            return show(connection, "transaction_read_only").equals("off");
        } finally {
            Mono.from(connection.close()).block();
        }
    }

    static void openAll(ConnectionPool pool) {
        acquireAll(pool).forEach(connection -> Mono.from(connection.close()).block());
    }

    static List<Connection> acquireAll(ConnectionPool pool) {
        return requireNonNull(
                Flux.range(0, SIZE).flatMap(i -> pool.create()).collectList().block(Duration.ofSeconds(30)));
    }

    static Duration untilItWorks(ConnectionPool pool) {
        return untilItWorks(pool, ONE_TRY);
    }

    /** Tries one statement after the other, as a caller of lookups does, and returns how long that took. */
    static Duration untilItWorks(ConnectionPool pool, Duration patience) {
        long start = System.nanoTime();
        while (true) {
            Boolean worked = select(pool)
                    .timeout(patience)
                    .thenReturn(true)
                    .onErrorResume(R2dbcException.class, e -> Mono.just(false))
                    .onErrorResume(TimeoutException.class, e -> Mono.just(false))
                    .block();
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            if (Boolean.TRUE.equals(worked) || elapsed.compareTo(FOUND_WITHIN.multipliedBy(3)) > 0) {
                return elapsed;
            }
        }
    }

    /** Propagates {@link R2dbcException} as it is. */
    static Mono<Integer> select(ConnectionPool pool) {
        return Mono.usingWhen(
                pool.create(),
                connection -> Flux.from(connection.createStatement("SELECT 1").execute())
                        .flatMap(result -> result.map(row -> requireNonNull(row.get(0, Integer.class))))
                        .single(),
                Connection::close,
                (connection, error) -> connection.close(),
                Connection::close);
    }

    static String show(Connection connection, String setting) {
        return requireNonNull(Flux.from(
                        connection.createStatement("SHOW " + setting).execute())
                .flatMap(result -> result.map(row -> requireNonNull(row.get(0, String.class))))
                .single()
                .block());
    }

    static void run(Connection connection, String sql) {
        Flux.from(connection.createStatement(sql).execute())
                .flatMap(Result::getRowsUpdated)
                .blockLast();
    }
}
