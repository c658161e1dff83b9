package io.txstream.status.projection;

import static io.txstream.status.projection.BatchColumns.bigint;
import static io.txstream.status.projection.BatchColumns.enumeration;
import static io.txstream.status.projection.BatchColumns.integer;
import static io.txstream.status.projection.BatchColumns.numeric;
import static io.txstream.status.projection.BatchColumns.text;
import static io.txstream.status.projection.BatchColumns.timestamptz;

import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table {@code transactions}. One statement writes a whole batch of rows. */
final class TransactionTable {

    private static final BatchColumns<Row> COLUMNS = new BatchColumns<>(List.of(
            text("transaction_id", Row::id),
            enumeration("status", "transaction_status", row -> row.state().status()),
            text("source_account", row -> field(row, Transaction::sourceAccount)),
            text("destination_account", row -> field(row, Transaction::destinationAccount)),
            numeric("amount", row -> field(row, Transaction::amount)),
            text("currency", row -> field(row, Transaction::currency)),
            timestamptz("created_at", row -> row.state().createdAt()),
            timestamptz("processed_at", row -> row.state().processedAt()),
            integer("received_partition", row -> row.received().partition()),
            bigint("received_offset", row -> row.received().offset()),
            text("reason", TransactionTable::reason)));

    /**
     * Replaces a row only if the new one wins. The condition is the rule of {@link Row#winner}. Writes down which rows
     * it has changed, for requests that wait for them; most of what is read again changes none.
     */
    static final String UPSERT = """
            WITH changed AS (
                INSERT INTO transactions AS own (%s)
                SELECT * FROM unnest(%s)
                ON CONFLICT (transaction_id) DO UPDATE SET %s
                WHERE EXCLUDED.status > own.status
                    OR (EXCLUDED.status = own.status AND (EXCLUDED.received_partition, EXCLUDED.received_offset)
                        < (own.received_partition, own.received_offset))
                RETURNING own.transaction_id)
            INSERT INTO projection_changes (batch, ids)
            SELECT $%d::bigint, array_agg(transaction_id) FROM changed HAVING count(*) > 0
            """.formatted(
            COLUMNS.names(), COLUMNS.parameters(), COLUMNS.assignmentsExcept("transaction_id"), COLUMNS.number() + 1);

    private final DatabaseClient database;

    TransactionTable(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Writes the rows that win over those in the table. An id must not occur twice.
     *
     * @param batch the number of the batch
     */
    Mono<Void> upsert(Collection<Row> rows, long batch) {
        return rows.isEmpty()
                ? Mono.empty()
                : COLUMNS.bind(database.sql(UPSERT), rows)
                        .bind(COLUMNS.number(), batch)
                        .then();
    }

    private static <T> @Nullable T field(Row row, Function<Transaction, T> field) {
        Transaction transaction = row.state().transaction();
        return transaction == null ? null : field.apply(transaction);
    }

    private static @Nullable String reason(Row row) {
        RejectionReason reason = row.state().reason();
        return reason == null ? null : reason.name();
    }
}
