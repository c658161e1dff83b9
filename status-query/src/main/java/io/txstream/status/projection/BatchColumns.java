package io.txstream.status.projection;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/**
 * The columns of a batch that one statement reads with {@code unnest}, each as one array parameter. Names, parameters
 * and values all come from this one list, so SQL and Java cannot disagree about the order of columns.
 *
 * @param <R> the type of one row
 */
final class BatchColumns<R> {

    private final List<Column<R>> columns;

    BatchColumns(List<Column<R>> columns) {
        this.columns = List.copyOf(columns);
    }

    /** Returns the number of columns, and so of parameters. */
    int number() {
        return columns.size();
    }

    /** Returns the names of the columns, such as {@code topic, partition}. */
    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** Returns the arguments of {@code unnest}, such as {@code $1::text[], $2::integer[]}. */
    String parameters() {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).type() + "[]")
                .collect(Collectors.joining(", "));
    }

    /** Returns the assignments of an upsert to every column but one, the conflict target. */
    String assignmentsExcept(String key) {
        return columns.stream()
                .map(Column::name)
                .filter(name -> !name.equals(key))
                .map(name -> name + " = EXCLUDED." + name)
                .collect(Collectors.joining(", "));
    }

    /** Binds the values of a batch to the {@link #parameters}. */
    GenericExecuteSpec bind(GenericExecuteSpec statement, Collection<R> batch) {
        GenericExecuteSpec bound = statement;
        for (int i = 0; i < columns.size(); i++) {
            bound = bound.bind(i, columns.get(i).values().apply(batch));
        }
        return bound;
    }

    static <R> Column<R> text(String name, Function<R, @Nullable String> value) {
        return new Column<>(name, "text", batch -> batch.stream().map(value).toArray(String[]::new));
    }

    /** Returns a column of a PostgreSQL enum type, whose values are the names of a Java enum's constants. */
    static <R> Column<R> enumeration(String name, String type, Function<R, Enum<?>> value) {
        return new Column<>(
                name,
                type,
                batch -> batch.stream().map(row -> value.apply(row).name()).toArray(String[]::new));
    }

    static <R> Column<R> integer(String name, Function<R, @Nullable Integer> value) {
        return new Column<>(name, "integer", batch -> batch.stream().map(value).toArray(Integer[]::new));
    }

    static <R> Column<R> bigint(String name, Function<R, @Nullable Long> value) {
        return new Column<>(name, "bigint", batch -> batch.stream().map(value).toArray(Long[]::new));
    }

    static <R> Column<R> numeric(String name, Function<R, @Nullable BigDecimal> value) {
        return new Column<>(name, "numeric", batch -> batch.stream().map(value).toArray(BigDecimal[]::new));
    }

    static <R> Column<R> timestamptz(String name, Function<R, @Nullable Instant> value) {
        return new Column<>(
                name,
                "timestamptz",
                batch -> batch.stream().map(row -> utc(value.apply(row))).toArray(OffsetDateTime[]::new));
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    /**
     * One column.
     *
     * @param type the PostgreSQL type, without {@code []}
     * @param values reads the column of a whole batch
     */
    record Column<R>(String name, String type, Function<Collection<R>, Object[]> values) {}
}
