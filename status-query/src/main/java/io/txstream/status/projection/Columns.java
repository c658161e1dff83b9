package io.txstream.status.projection;

import io.txstream.contract.Transaction;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Turns objects into arrays, one a column, which is how one statement takes a whole batch. */
final class Columns {

    private Columns() {}

    static <S, T> T[] of(Collection<S> source, Function<S, @Nullable T> column, IntFunction<T[]> array) {
        return source.stream().map(column).toArray(array);
    }

    /** The columns of the table of transactions, in the order of the statement that writes it. */
    static List<Object[]> of(Collection<Row> rows) {
        return List.of(
                of(rows, Row::id, String[]::new),
                of(rows, row -> row.standing().status().name(), String[]::new),
                of(rows, row -> field(row, Transaction::sourceAccount), String[]::new),
                of(rows, row -> field(row, Transaction::destinationAccount), String[]::new),
                of(rows, row -> field(row, Transaction::amount), BigDecimal[]::new),
                of(rows, row -> field(row, Transaction::currency), String[]::new),
                of(rows, row -> utc(row.standing().createdAt()), OffsetDateTime[]::new),
                of(rows, Columns::processedAt, OffsetDateTime[]::new),
                of(rows, row -> row.received().partition(), Integer[]::new),
                of(rows, row -> row.received().offset(), Long[]::new),
                of(rows, Columns::reason, String[]::new));
    }

    private static <T> @Nullable T field(Row row, Function<Transaction, T> field) {
        if (row.standing() instanceof Standing.Processing processing) {
            return field.apply(processing.transaction());
        }
        return row.standing() instanceof Standing.Processed processed ? field.apply(processed.transaction()) : null;
    }

    private static @Nullable OffsetDateTime processedAt(Row row) {
        return row.standing() instanceof Standing.Processed processed ? utc(processed.processedAt()) : null;
    }

    private static @Nullable String reason(Row row) {
        return row.standing() instanceof Standing.Rejected rejected
                ? rejected.reason().name()
                : null;
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
