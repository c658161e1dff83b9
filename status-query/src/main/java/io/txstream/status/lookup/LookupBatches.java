package io.txstream.status.lookup;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessResourceFailureException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Looks ids up, each in a statement that begins after the request. While all statements run that may, requests wait,
 * and the next statement looks for all of them. So the more requests there are, the less each costs, and a flood of
 * unknown ids does not keep known ones waiting. Any thread may call it.
 *
 * <p>Few statements run while they are fast, so that each looks for many requests. One that has become slow, such as on
 * a connection that is lost, lets another one begin, and so do as many requests as one statement can look for. The
 * connections bound both.
 */
final class LookupBatches {

    /**
     * The bounds.
     *
     * @param statements that run at the same time, each on a connection; 1 or more
     * @param waiting requests that wait for a statement; further ones fail at once
     */
    record Bounds(int statements, int waiting) {}

    /** Looks ids up. */
    @FunctionalInterface
    interface Statement {

        /** Returns what is found out about each of the ids, which are distinct. */
        Mono<Map<String, Found>> find(List<String> ids);
    }

    private record Request(String id, MonoSink<Found> sink) {}

    /** Fast statements that run at the same time. With ten, each request costs two thirds more (decision 013). */
    static final int FAST_STATEMENTS = 2;

    /** Ids of one statement. More wait for the next one. */
    static final int MAX_IDS = 256;

    private static final Duration SLOW_AFTER = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** SQLSTATEs of a session that ended while a lookup used it: connection failure, shutdown, crash of the server. */
    private static final Set<String> SESSION_ENDED = Set.of("08006", "57P01", "57P02");

    /** Another session can have the answer. When a server restarts, the first others may be ending too. */
    private static final Retry WITH_ANOTHER_SESSION = Retry.fixedDelay(3, Duration.ofMillis(50))
            .filter(LookupBatches::hasLostItsSession)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final Statement statement;
    private final Bounds bounds;
    private final Scheduler timer;
    private final Set<Request> waiting = new LinkedHashSet<>();
    private int fast;
    private int slow;

    /** @param timer finds slow statements */
    LookupBatches(Statement statement, Bounds bounds, Scheduler timer) {
        this.statement = statement;
        this.bounds = bounds;
        this.timer = timer;
    }

    /** Looks an id up. Fails if the database does, or if too many requests wait. */
    Mono<Found> find(String id) {
        return Mono.create(sink -> {
            var request = new Request(id, sink);
            if (add(request)) {
                sink.onDispose(() -> remove(request));
                runNext();
            } else {
                sink.error(new TooManyLookupsException());
            }
        });
    }

    private boolean add(Request request) {
        synchronized (waiting) {
            return waiting.size() < bounds.waiting() && waiting.add(request);
        }
    }

    private void remove(Request request) {
        synchronized (waiting) {
            waiting.remove(request);
        }
    }

    private void runNext() {
        List<Request> batch = take();
        if (!batch.isEmpty()) {
            run(batch);
        }
    }

    private List<Request> take() {
        synchronized (waiting) {
            boolean enough = fast >= FAST_STATEMENTS && waiting.size() < MAX_IDS;
            if (enough || fast + slow == bounds.statements() || waiting.isEmpty()) {
                return List.of();
            }
            fast++;
            List<Request> batch = waiting.stream().limit(MAX_IDS).toList();
            batch.forEach(waiting::remove);
            return batch;
        }
    }

    private void run(List<Request> batch) {
        var use = new Use();
        statement
                .find(batch.stream().map(Request::id).distinct().toList())
                .retryWhen(WITH_ANOTHER_SESSION)
                .timeout(TIMEOUT)
                .doFinally(end -> use.end())
                .subscribe(
                        found -> batch.forEach(
                                request -> request.sink().success(requireNonNull(found.get(request.id())))),
                        e -> batch.forEach(request -> request.sink().error(e)));
    }

    /** A running statement. */
    private final class Use {

        private final Disposable timeout =
                timer.schedule(this::becomeSlow, SLOW_AFTER.toMillis(), TimeUnit.MILLISECONDS);

        private boolean isSlow;
        private boolean hasEnded;

        private void becomeSlow() {
            synchronized (waiting) {
                if (hasEnded) {
                    return;
                }
                isSlow = true;
                fast--;
                slow++;
            }
            runNext();
        }

        private void end() {
            synchronized (waiting) {
                hasEnded = true;
                if (isSlow) {
                    slow--;
                } else {
                    fast--;
                    timeout.dispose();
                }
            }
            runNext();
        }
    }

    private static boolean hasLostItsSession(Throwable error) {
        return error instanceof DataAccessResourceFailureException
                && error.getCause() instanceof R2dbcException cause
                && SESSION_ENDED.contains(String.valueOf(cause.getSqlState()));
    }

    /** Has no stack trace, since many lookups fail at once. */
    private static final class TooManyLookupsException extends RuntimeException {

        TooManyLookupsException() {
            super("too many lookups wait for a database connection", null, false, false);
        }
    }
}
