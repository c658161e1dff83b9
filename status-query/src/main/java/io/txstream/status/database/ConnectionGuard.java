package io.txstream.status.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps connections that no longer work out of a pool. A server that has disappeared from the network closes nothing:
 * TCP alone would wait for it for a quarter of an hour.
 *
 * <ul>
 *   <li>A connection is checked before it is used, unless its last check is recent and its last use was short. Most
 *       uses therefore cost no round trip.
 *   <li>If a check fails, all unused connections are checked too, at the same time.
 *   <li>A use that lasts too long fails, because the connection is closed under it.
 * </ul>
 *
 * <p>Any thread may call it. The pool calls {@link #beforeUse}, {@link #afterUse}, {@link #isOpen} and {@link #close}.
 */
final class ConnectionGuard {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(3);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** A shorter use shows that the server answers. Lookups time out later than this. */
    private static final Duration SHORT_USE = Duration.ofSeconds(1);

    private final SessionCheck check;
    private final Duration maxUse;
    private final Scheduler timer;
    private final LongSupplier nanoTime;
    private final Map<Connection, GuardedSession> sessions = new ConcurrentHashMap<>();

    ConnectionGuard(SessionCheck check, Duration maxUse, Scheduler timer, LongSupplier nanoTime) {
        this.check = check;
        this.maxUse = maxUse;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** Completes when the connection may be used; fails if it does not work, and is then closed. */
    Mono<Void> beforeUse(Connection connection) {
        return Mono.defer(() -> {
            GuardedSession session = sessions.computeIfAbsent(connection, opened -> new GuardedSession());
            Mono<Void> ready = session.wasChecked(nanoTime.getAsLong(), CHECK_INTERVAL)
                    ? Mono.empty()
                    : check(connection, session);
            return ready.then(Mono.fromRunnable(() -> session.use(nanoTime.getAsLong(), deadline(connection))));
        });
    }

    private Disposable deadline(Connection connection) {
        return timer.schedule(
                () -> {
                    LOG.atWarn()
                            .addKeyValue("max_use_ms", maxUse.toMillis())
                            .log("closed a database connection that was in use for too long");
                    close(connection).subscribe();
                },
                maxUse.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Ends a use, however it ended. */
    Mono<Void> afterUse(Connection connection) {
        return Mono.fromRunnable(() -> {
            GuardedSession session = sessions.get(connection);
            if (session != null) {
                session.release(nanoTime.getAsLong(), SHORT_USE);
            }
        });
    }

    private Mono<Void> check(Connection connection, GuardedSession session) {
        return check.run(connection)
                .timeout(CHECK_TIMEOUT, timer)
                .doOnSuccess(passed -> session.checked(nanoTime.getAsLong()))
                .onErrorResume(e -> {
                    LOG.atDebug().addKeyValue("error", e.toString()).log("closed a database connection");
                    return close(connection).then(Mono.<Void>error(e)).doOnSubscribe(closing -> checkUnused());
                });
    }

    /** Starts checks and does not wait for them. A failing one closes its connection, which the pool then discards. */
    private void checkUnused() {
        sessions.forEach((connection, session) -> {
            if (session.suspectIfUnused()) {
                check(connection, session).subscribe(passed -> {}, closed -> {});
            }
        });
    }

    /** Returns whether neither side has closed the connection, as far as this side knows. Does not block. */
    static boolean isOpen(Connection connection) {
        var open = new AtomicBoolean();
        Mono.from(connection.validate(ValidationDepth.LOCAL)).subscribe(open::set); // answers at once
        return open.get();
    }

    /** Closes the connection. Completes after a second at most: a dead peer may never take the farewell. */
    Mono<Void> close(Connection connection) {
        return Mono.defer(() -> {
            GuardedSession session = sessions.remove(connection);
            if (session != null) {
                session.release(nanoTime.getAsLong(), SHORT_USE);
            }
            return Mono.from(connection.close()).timeout(CLOSE_TIMEOUT, timer).onErrorComplete();
        });
    }
}
