package io.txstream.status.lists;

import io.r2dbc.spi.R2dbcException;
import io.txstream.service.RateLimitedLog;
import io.txstream.status.catchup.CatchUp;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads lists from the table {@code transactions}, which the projection writes. */
final class PostgresLists implements Lists {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresLists.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /** SQLSTATE {@code query_canceled}, also after {@code statement_timeout}. */
    private static final String CANCELED = "57014";

    private final DatabaseClient database;
    private final CatchUp catchUp;
    private final Duration timeout;
    private final RateLimitedLog failures;

    /**
     * Does not connect.
     *
     * @param database connections whose statements have a time limit
     * @param timeout the longest time of a page, with the wait for a connection
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    PostgresLists(DatabaseClient database, CatchUp catchUp, Duration timeout, LongSupplier nanoTime) {
        this.database = database;
        this.catchUp = catchUp;
        this.timeout = timeout;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    @Override
    public Mono<Page> page(Filter filter, @Nullable Position after, int size) {
        return Mono.defer(() -> {
            CatchUp.Floor floor = catchUp.floor();
            var statement = new ListStatement(filter, after, size + 1);
            return statement
                    .bind(database.sql(statement.sql()))
                    .map(ListedRow::read)
                    .all()
                    .collectList()
                    .timeout(timeout)
                    .onErrorMap(this::unavailable)
                    .flatMap(rows -> page(rows, size, floor));
        });
    }

    /** {@code NeverBackwards}: an older state of the tables could lack transactions, or have earlier statuses. */
    private Mono<Page> page(List<ListedRow> rows, int size, CatchUp.Floor floor) {
        return catchUp.reached(floor, rows.get(0).projected())
                ? Mono.just(ListedRow.page(rows, size))
                : Mono.error(unavailable(new IllegalStateException("the projection has not caught up")));
    }

    private Throwable unavailable(Throwable cause) {
        failures.atWarn().addKeyValue("error", cause::toString).log("lists fail; their callers receive 503");
        return new ListUnavailableException(
                isCanceled(cause)
                        ? "The list takes too long; restrict it to a shorter time, or by fewer values"
                        : "The list cannot be read now; try again");
    }

    private static boolean isCanceled(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException failure && CANCELED.equals(failure.getSqlState())) {
                return true;
            }
        }
        return false;
    }
}
