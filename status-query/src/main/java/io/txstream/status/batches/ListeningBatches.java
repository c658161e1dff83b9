package io.txstream.status.batches;

import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Listens to the announcements of batches on one connection of its own, from {@link #start} until {@link #destroy}.
 * Signals arrive on the event loop of that connection.
 *
 * <p>A server that has disappeared sends nothing, as one without batches does. So the connection is checked every
 * {@link #CHECK_INTERVAL}, and replaced within {@link #CHECK_TIMEOUT} after that. It is also replaced once a minute:
 * the address can lead to another server while the former one is alive (infra/decisions/012).
 */
final class ListeningBatches implements ProjectedBatches, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ListeningBatches.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(3);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(2);
    private static final int CHECKS_PER_CONNECTION = 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private static final Retry BACKOFF = Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
            .maxBackoff(Duration.ofSeconds(2))
            .transientErrors(true);

    private final ConnectionFactory database;
    private final RateLimitedLog failures;
    private final Signals signals = new Signals();
    private final Disposable.Swap listening = Disposables.swap();

    /**
     * Does not connect.
     *
     * @param database opens connections that no pool shares
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    ListeningBatches(ConnectionFactory database, LongSupplier nanoTime) {
        this.database = database;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    @Override
    public Flux<Signal> signals() {
        return signals.flux();
    }

    /** Connects, now and whenever the connection has ended. Does not wait for it. */
    void start() {
        Mono<? extends Connection> connection = Mono.from(database.create()).timeout(CONNECT_TIMEOUT);
        listening.update(Flux.usingWhen(connection, this::listen, ListeningBatches::close)
                .repeat()
                .doOnError(e -> failures.atWarn()
                        .addKeyValue("error", e::toString)
                        .log("the connection that announces projected batches has failed; it is opened again"))
                .retryWhen(BACKOFF)
                .subscribe());
    }

    /** Emits true when it listens, which ends the backoff. Completes after a minute. */
    private Flux<Boolean> listen(Connection connection) {
        // With then(), the notifications are requested without a bound: the driver drops what was not requested.
        Mono<Boolean> notifications = ((PostgresqlConnection) connection)
                .getNotifications()
                .doOnNext(this::announce)
                .then(Mono.error(() -> new IllegalStateException("the server has closed the connection")));
        Mono<Boolean> begin = execute(connection, "LISTEN " + CHANNEL)
                .doOnSuccess(listens -> signals.emit(new Signal.Lost()))
                .thenReturn(true);
        Mono<Boolean> checks = Flux.interval(CHECK_INTERVAL)
                .onBackpressureDrop()
                .take(CHECKS_PER_CONNECTION)
                .concatMap(check -> execute(connection, "SELECT 1"))
                .then(Mono.empty());
        return begin.concatWith(checks).takeUntilOther(notifications);
    }

    private void announce(Notification notification) {
        signals.emit(new Signal.Committed(Long.parseLong(String.valueOf(notification.getParameter()))));
    }

    /** The statement is never cancelled, but ends with its connection: the driver drops errors of cancelled ones. */
    private static Mono<Void> execute(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.getRowsUpdated())
                .then()
                .cache()
                .timeout(CHECK_TIMEOUT);
    }

    private static Mono<Void> close(Connection connection) {
        return Mono.from(connection.close()).timeout(CLOSE_TIMEOUT).onErrorComplete();
    }

    @Override
    public void destroy() {
        listening.dispose();
    }
}
