package io.txstream.status.lookup;

import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Looks up transactions in the table {@code transactions}, which the projection writes. */
final class PostgresTransactions implements Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransactions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final LookupBatches lookups;
    private final NoFalse404 noFalse404;
    private final RateLimitedLog failures;

    /**
     * Does not connect.
     *
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    PostgresTransactions(LookupBatches lookups, NoFalse404 noFalse404, LongSupplier nanoTime) {
        this.lookups = lookups;
        this.noFalse404 = noFalse404;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    @Override
    public Mono<TransactionView> find(String id) {
        return lookups.find(id)
                .timeout(TIMEOUT)
                .flatMap(found -> found.answer().switchIfEmpty(Mono.defer(() -> noFalse404.decide(id, found))))
                .doOnError(e -> failures.atWarn()
                        .addKeyValue("transaction_id", id)
                        .addKeyValue("error", e::toString)
                        .log("lookups fail; their callers receive 503"))
                .onErrorMap(UnavailableException::new);
    }
}
