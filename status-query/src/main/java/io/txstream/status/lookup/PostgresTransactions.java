package io.txstream.status.lookup;

import io.txstream.status.catchup.CatchUp;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Looks up transactions in the table {@code transactions}, which the projection writes. */
final class PostgresTransactions implements Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransactions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final DatabaseClient database;
    private final CatchUp catchUp;

    PostgresTransactions(DatabaseClient database, CatchUp catchUp) {
        this.database = database;
        this.catchUp = catchUp;
    }

    @Override
    public Mono<TransactionView> find(String id) {
        return Mono.defer(() -> find(id, catchUp.floor()));
    }

    private Mono<TransactionView> find(String id, long[] floor) {
        return database.sql(Found.QUERY)
                .bind(0, id)
                .map(Found::read)
                .one()
                .timeout(TIMEOUT)
                .doOnError(e -> LOG.atWarn()
                        .addKeyValue("transaction_id", id)
                        .addKeyValue("error", e.toString())
                        .log("lookup failed"))
                .onErrorMap(UnavailableException::new)
                .flatMap(found -> found.answer(catchUp, floor));
    }
}
