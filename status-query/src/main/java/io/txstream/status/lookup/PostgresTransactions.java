package io.txstream.status.lookup;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Looks up transactions in the table {@code transactions}, which the projection writes. */
final class PostgresTransactions implements Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransactions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String FIND =
            "SELECT " + TransactionViewReader.COLUMNS + " FROM transactions WHERE transaction_id = $1";

    private final DatabaseClient database;

    PostgresTransactions(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<TransactionView> find(String id) {
        return database.sql(FIND)
                .bind(0, id)
                .map(TransactionViewReader::read)
                .one()
                .timeout(TIMEOUT)
                .doOnError(e -> LOG.atWarn()
                        .addKeyValue("transaction_id", id)
                        .addKeyValue("error", e.toString())
                        .log("lookup failed"))
                .onErrorMap(UnavailableException::new);
    }
}
