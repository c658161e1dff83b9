package io.txstream.status.lookup;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.txstream.contract.UtcTimestamp;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads a result row of the table {@code transactions}. Columns are read by name, so their order in the statement does
 * not matter, and a column that is not selected fails the read.
 */
public final class TransactionViewReader {

    /** What a statement must select. */
    public static final String COLUMNS = """
            transaction_id, source_account, destination_account, amount, currency, status::text AS status,
            created_at, processed_at, reason""";

    private TransactionViewReader() {}

    public static TransactionView read(Readable row) {
        BigDecimal amount = row.get("amount", BigDecimal.class);
        return new TransactionView(
                requireNonNull(row.get("transaction_id", String.class)),
                row.get("source_account", String.class),
                row.get("destination_account", String.class),
                amount == null ? null : amount.toPlainString(),
                row.get("currency", String.class),
                requireNonNull(row.get("status", String.class)),
                requireNonNull(timestamp(row, "created_at")),
                timestamp(row, "processed_at"),
                row.get("reason", String.class));
    }

    private static @Nullable String timestamp(Readable row, String column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : UtcTimestamp.format(time.toInstant());
    }
}
