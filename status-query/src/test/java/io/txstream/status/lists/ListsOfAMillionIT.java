package io.txstream.status.lists;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactory;
import io.txstream.status.ProjectedTables;
import io.txstream.status.RunningStatusQuery;
import io.txstream.status.request.QueryParameters;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.core.DatabaseClient;

/** The plans of lists, and exports, on a million rows. */
@Timeout(600)
class ListsOfAMillionIT {

    private static final int SIZE = 50;

    /** Each row of the page is on a page of the table, at most; each of three indexes has a few levels. */
    private static final long FEW_PAGES = 3 * SIZE;

    private static final Position MIDDLE = new Position(Instant.parse("2025-10-01T01:23:20Z"), "txn_00500000");

    private static final List<String> RANGES = List.of(
            "",
            "created_from=2025-10-01T01:00:00Z",
            "created_to=2025-10-01T02:00:00Z",
            "created_from=2025-10-01T01:23:19Z&created_to=2025-10-01T01:23:21Z",
            "created_from=2025-10-01T00:00:00Z&created_to=2025-10-03T00:00:00Z",
            "created_from=2030-01-01T00:00:00Z");

    private static final List<String> SINGLE_FILTERS = List.of(
            "",
            "status=PROCESSED",
            "status=PROCESSING",
            "status=REJECTED",
            "source_account=hot",
            "source_account=source_1",
            "source_account=unknown",
            "destination_account=shop",
            "destination_account=target_1",
            "destination_account=unknown",
            "currency=USD",
            "currency=XAU",
            "currency=ZZZ",
            "reason=KEY_MISMATCH",
            "reason=MALFORMED_JSON",
            "reason=MISPLACED");

    @TempDir
    private static Path directory;

    private static RunningStatusQuery status;
    private static ProjectedTables tables;
    private static DatabaseClient database;

    @BeforeAll
    static void start() {
        status = new RunningStatusQuery(directory);
        tables = new ProjectedTables(status.postgres().jdbcUrl());
        MillionRows.insertInto(tables);
        database = DatabaseClient.create(status.application().getBean("listConnections", ConnectionFactory.class));
    }

    @AfterAll
    static void stop() {
        status.close();
    }

    /** Also before anything has analyzed the table, and with values that no row has. */
    @Test
    void everyFilterIsServedByItsIndex() {
        for (boolean analyzed : new boolean[] {false, true}) {
            if (analyzed) {
                tables.execute("ANALYZE transactions");
            }
            for (String filter : SINGLE_FILTERS) {
                for (String range : RANGES) {
                    isServedByItsIndex(filter, range, null);
                    isServedByItsIndex(filter, range, MIDDLE);
                }
            }
        }
    }

    private static void isServedByItsIndex(String filter, String range, @Nullable Position after) {
        ListPlan plan = plan(filter + "&" + range, after);
        String column = filter.isEmpty() ? "status" : filter.substring(0, filter.indexOf('='));
        assertThat(plan.nodes()).as("%s %s", filter, range).isSubsetOf("Index Scan", "Index Only Scan");
        assertThat(plan.columns()).as("%s %s", filter, range).containsExactly(column);
        assertThat(plan.skipped()).as("%s %s", filter, range).isZero();
        assertThat(plan.pages()).as("%s %s", filter, range).isLessThan(FEW_PAGES);
    }

    @Test
    void severalFiltersAreServedByTheIndexOfTheMostSelective() {
        tables.execute("ANALYZE transactions");
        isServedBy("source_account", "source_account=source_1&currency=USD");
        isServedBy("source_account", "source_account=source_1&status=PROCESSED&destination_account=shop");
        isServedBy("destination_account", "source_account=hot&destination_account=target_7");
        isServedBy("currency", "status=PROCESSED&currency=XAU");
        isServedBy("currency", "source_account=hot&currency=XAU&created_from=2025-10-01T00:30:00Z");
        isServedBy("reason", "status=REJECTED&reason=MISPLACED");
        assertThat(plan("source_account=hot&currency=USD&status=PROCESSED", MIDDLE)
                        .pages())
                .isLessThan(10 * FEW_PAGES);
    }

    private static void isServedBy(String column, String query) {
        ListPlan plan = plan(query, null);
        assertThat(plan.columns()).as(query).isEqualTo(Set.of(column));
        assertThat(plan.pages()).as(query).isLessThan(20 * FEW_PAGES);
    }

    /** Postgres would change to one plan for all values after five executions. */
    @Test
    void aRareValueIsFoundQuicklyAfterManyCommonOnes() {
        tables.execute("ANALYZE transactions");
        for (int i = 0; i < 20; i++) {
            plan("source_account=hot&currency=USD", null);
        }
        ListPlan plan = plan("source_account=hot&currency=XAU", null);
        assertThat(plan.columns()).containsExactly("currency");
    }

    private static ListPlan plan(String query, @Nullable Position after) {
        var statement = new ListStatement(Filter.of(QueryParameters.parse(query, Filter.PARAMETERS)), after, SIZE + 1);
        return ListPlan.read(requireNonNull(statement
                .bind(database.sql(ListPlan.EXPLAIN + statement.sql()))
                .map(row -> requireNonNull(row.get(0, String.class)))
                .one()
                .block()));
    }

    @Test
    void anExportHasEveryRowOnceInOrder() {
        var order = new ExportOrder();
        try (var export = new SlowExport(status.port(), "", 1 << 20)) {
            assertThat(export.head()).isEqualTo("HTTP/1.1 200 OK");
            export.lines().forEach(order::add);
            assertThat(export.isComplete()).isTrue();
        }
        assertThat(order.count()).isEqualTo(MillionRows.COUNT);
    }

    /** What was not yet taken stays in the database, and not in memory. */
    @Test
    void anExportDoesNotReadAheadOfItsReceiver() {
        long before = rowsReadByCurrency();
        try (var export = new SlowExport(status.port(), "currency=USD", 4 << 10)) {
            assertThat(export.head()).isEqualTo("HTTP/1.1 200 OK");
            long read = SlowExport.awaitStandstill(ListsOfAMillionIT::rowsReadByCurrency) - before;
            assertThat(read).isPositive().isLessThan(MillionRows.COUNT / 5);
        }
    }

    private static long rowsReadByCurrency() {
        return Long.parseLong(tables.query(
                        "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'transactions_by_currency'")
                .get(0));
    }
}
