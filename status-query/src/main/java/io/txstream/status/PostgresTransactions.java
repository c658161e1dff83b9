package io.txstream.status;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.txstream.contract.UtcTimestamp;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Looks transactions up in the table that the projection writes. */
final class PostgresTransactions implements Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresTransactions.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final String FIND = """
            SELECT transaction_id, source_account, destination_account, amount, currency, status::text,
                created_at, processed_at, reason
            FROM transactions WHERE transaction_id = $1""";

    private final DatabaseClient database;

    PostgresTransactions(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<TransactionView> find(String id) {
        return database.sql(FIND)
                .bind(0, id)
                .map(PostgresTransactions::view)
                .one()
                .timeout(TIMEOUT)
                .doOnError(e -> LOG.warn("a lookup failed: {}", e.toString()))
                .onErrorMap(UnavailableException::new);
    }

    private static TransactionView view(Readable row) {
        BigDecimal amount = row.get("amount", BigDecimal.class);
        return new TransactionView(
                requireNonNull(row.get("transaction_id", String.class)),
                row.get("source_account", String.class),
                row.get("destination_account", String.class),
                amount == null ? null : amount.toPlainString(),
                row.get("currency", String.class),
                requireNonNull(row.get("status", String.class)),
                UtcTimestamp.format(requireNonNull(row.get("created_at", OffsetDateTime.class))
                        .toInstant()),
                time(row.get("processed_at", OffsetDateTime.class)),
                row.get("reason", String.class));
    }

    private static @Nullable String time(@Nullable OffsetDateTime time) {
        return time == null ? null : UtcTimestamp.format(time.toInstant());
    }
}
