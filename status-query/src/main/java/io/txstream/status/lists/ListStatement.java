package io.txstream.status.lists;

import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.TransactionViewReader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/**
 * The statement that reads one page. Each filter has an index that also gives the order (migration V7), so it reads as
 * many rows as the page has. Only where several values are given, it reads and skips rows: all that match the most
 * selective value. A list without values merges the index ranges of the three statuses.
 *
 * <p>It always returns a row. The first one has the columns {@code projected} and {@code generation}, as
 * {@link ProjectedOffsets} reads them. The others lack them.
 */
final class ListStatement {

    /** The values of the column {@code status}. */
    static final List<String> STATUSES = List.of("REJECTED", "PROCESSING", "PROCESSED");

    private static final String ORDER = " ORDER BY created_at DESC, transaction_id COLLATE \"C\" DESC";

    private final List<Object> values = new ArrayList<>();
    private final String sql;

    /**
     * Creates the statement.
     *
     * @param after null to begin with the newest transaction
     * @param rows the most rows to return, 1 or more
     */
    ListStatement(Filter filter, @Nullable Position after, int rows) {
        String conditions = Stream.concat(equalities(filter), range(filter.created(), after))
                .map(condition -> " AND " + condition)
                .collect(Collectors.joining());
        String limit = ORDER + " LIMIT " + parameter(rows);
        String list = filter.values().isEmpty()
                ? "SELECT * FROM (" + ofEachStatus(conditions, limit) + ") AS merged" + limit
                : select(conditions) + limit;
        sql = withProgress(list);
    }

    private static String withProgress(String list) {
        return """
            SELECT page.*,
                CASE WHEN coalesce(page.number, 1) = 1 THEN %s END AS projected,
                CASE WHEN coalesce(page.number, 1) = 1 THEN %s END AS generation
            FROM (SELECT) AS always
            LEFT JOIN (SELECT row_number() OVER (%s) AS number, list.* FROM (%s) AS list) AS page ON true
            ORDER BY page.number
            """.formatted(ProjectedOffsets.OFFSETS, ProjectedOffsets.GENERATION, ORDER, list);
    }

    private static String ofEachStatus(String conditions, String limit) {
        return STATUSES.stream()
                .map(status -> "(" + select(" AND status = '" + status + "'" + conditions) + limit + ")")
                .collect(Collectors.joining(" UNION ALL "));
    }

    private static String select(String conditions) {
        return "SELECT " + TransactionViewReader.COLUMNS + " FROM transactions WHERE true" + conditions;
    }

    private Stream<String> equalities(Filter filter) {
        return filter.values().entrySet().stream().map(entry -> entry.getKey().condition(parameter(entry.getValue())));
    }

    /**
     * The place replaces the end of the range, since it is before that. With both, Postgres could begin at the end of
     * the range, and read all earlier pages again.
     */
    private Stream<String> range(CreatedRange created, @Nullable Position after) {
        List<String> conditions = new ArrayList<>();
        if (created.from() != null) {
            conditions.add("created_at >= " + time(created.from()));
        }
        if (after != null) {
            conditions.add("(created_at, transaction_id COLLATE \"C\") < (" + time(after.createdAt()) + ", "
                    + parameter(after.transactionId()) + ")");
        } else if (created.to() != null) {
            conditions.add("created_at < " + time(created.to()));
        }
        return conditions.stream();
    }

    private String time(Instant time) {
        return parameter(time.atOffset(ZoneOffset.UTC));
    }

    private String parameter(Object value) {
        values.add(value);
        return "$" + values.size();
    }

    String sql() {
        return sql;
    }

    /** Binds the values to {@link #sql}. */
    GenericExecuteSpec bind(GenericExecuteSpec statement) {
        GenericExecuteSpec bound = statement;
        for (int i = 0; i < values.size(); i++) {
            bound = bound.bind(i, values.get(i));
        }
        return bound;
    }
}
