package io.txstream.status.lookup;

import io.r2dbc.spi.R2dbcException;
import io.txstream.service.RateLimitedLog;
import io.txstream.status.catchup.CatchUp;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Looks up transactions in the table {@code transactions}, which the projection writes. */
final class PostgresTransactions implements Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransactions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /** SQLSTATEs of a session that ended while a lookup used it: connection failure, shutdown, crash of the server. */
    private static final Set<String> SESSION_ENDED = Set.of("08006", "57P01", "57P02");

    /** Another session can have the answer. When a server restarts, the first others may be ending too. */
    private static final Retry WITH_ANOTHER_SESSION = Retry.fixedDelay(3, Duration.ofMillis(50))
            .filter(PostgresTransactions::hasLostItsSession)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final DatabaseClient database;
    private final CatchUp catchUp;
    private final RateLimitedLog failures;

    /**
     * Does not connect.
     *
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    PostgresTransactions(DatabaseClient database, CatchUp catchUp, LongSupplier nanoTime) {
        this.database = database;
        this.catchUp = catchUp;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    @Override
    public Mono<TransactionView> find(String id) {
        return Mono.defer(() -> find(id, catchUp.floor()));
    }

    private Mono<TransactionView> find(String id, CatchUp.Floor floor) {
        return database.sql(Found.QUERY)
                .bind(0, id)
                .map(Found::read)
                .one()
                .retryWhen(WITH_ANOTHER_SESSION)
                .timeout(TIMEOUT)
                .flatMap(found -> found.answer(catchUp, floor))
                .doOnError(e -> failures.atWarn()
                        .addKeyValue("transaction_id", id)
                        .addKeyValue("error", e::toString)
                        .log("lookups fail; their callers receive 503"))
                .onErrorMap(UnavailableException::new);
    }

    private static boolean hasLostItsSession(Throwable error) {
        return error instanceof DataAccessResourceFailureException
                && error.getCause() instanceof R2dbcException cause
                && SESSION_ENDED.contains(String.valueOf(cause.getSqlState()));
    }
}
