package io.txstream.status.lookup;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.R2dbcException;
import io.txstream.status.catchup.CatchUp;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.retry.Retry;

/**
 * Looks ids up, each in a statement that begins after the request. While all statements run that may, requests wait,
 * and the next statement looks for all of them. So the more requests there are, the less each costs, and a flood of
 * unknown ids does not keep known ones waiting. Any thread may call it.
 */
final class LookupBatches {

    /**
     * The bounds.
     *
     * @param statements that run at the same time, each on a connection; 1 or more
     * @param waiting requests that wait for a statement; further ones fail at once
     */
    record Bounds(int statements, int waiting) {}

    private record Request(String id, MonoSink<Found> sink) {}

    /** Ids of one statement. More wait for the next one. */
    static final int MAX_IDS = 256;

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** SQLSTATEs of a session that ended while a lookup used it: connection failure, shutdown, crash of the server. */
    private static final Set<String> SESSION_ENDED = Set.of("08006", "57P01", "57P02");

    /** Another session can have the answer. When a server restarts, the first others may be ending too. */
    private static final Retry WITH_ANOTHER_SESSION = Retry.fixedDelay(3, Duration.ofMillis(50))
            .filter(LookupBatches::hasLostItsSession)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final DatabaseClient database;
    private final CatchUp catchUp;
    private final Bounds bounds;
    private final Set<Request> waiting = new LinkedHashSet<>();
    private int running;

    LookupBatches(DatabaseClient database, CatchUp catchUp, Bounds bounds) {
        this.database = database;
        this.catchUp = catchUp;
        this.bounds = bounds;
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
            if (running == bounds.statements() || waiting.isEmpty()) {
                return List.of();
            }
            running++;
            List<Request> batch = waiting.stream().limit(MAX_IDS).toList();
            batch.forEach(waiting::remove);
            return batch;
        }
    }

    private void run(List<Request> batch) {
        CatchUp.Floor floor = catchUp.floor();
        database.sql(Found.QUERY)
                .bind(0, batch.stream().map(Request::id).distinct().toArray(String[]::new))
                .map(row -> Map.entry(Found.id(row), Found.read(row, projected -> catchUp.reached(floor, projected))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .retryWhen(WITH_ANOTHER_SESSION)
                .timeout(TIMEOUT)
                .doFinally(end -> {
                    synchronized (waiting) {
                        running--;
                    }
                    runNext();
                })
                .subscribe(
                        found -> batch.forEach(
                                request -> request.sink().success(requireNonNull(found.get(request.id())))),
                        e -> batch.forEach(request -> request.sink().error(e)));
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
