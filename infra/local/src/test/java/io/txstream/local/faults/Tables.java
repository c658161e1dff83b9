package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads, truncates, locks and restores the tables of status-query in Postgres. */
final class Tables {

    private static final String TRANSACTIONS = """
            SELECT transaction_id, status::text, source_account, destination_account, amount, currency, created_at,
                processed_at, received_partition, received_offset, reason FROM transactions""";
    private static final String OFFSETS = "SELECT topic || '-' || partition, next_offset FROM projection_offsets";
    private static final String PROJECTED = """
            SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
            AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history' ORDER BY 1""";

    private static final String BLOCKED_SESSIONS = """
            SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE relation = 'transactions'::regclass AND NOT granted AND application_name = ?""";
    private static final Duration LOCK_WAIT_TIMEOUT = Duration.ofSeconds(30);

    private final String jdbcUrl;

    Tables(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    List<TableRow> transactions() {
        List<TableRow> rows = new ArrayList<>();
        query(TRANSACTIONS, result -> rows.add(row(result)));
        return rows;
    }

    /** Returns the next offset to project, by {@code topic-partition}. */
    Map<String, Long> nextOffsets() {
        Map<String, Long> offsets = new HashMap<>();
        query(OFFSETS, result -> offsets.put(result.getString(1), result.getLong(2)));
        return offsets;
    }

    /**
     * Runs an action while a status-query is blocked inside a database transaction: it has updated its offsets, waits
     * for a lock to write rows, and has not committed.
     *
     * @param writer the {@code application_name} of its database sessions
     */
    void whileWriterIsBlocked(String writer, Runnable action) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement lock = connection.createStatement();
                // A connection of its own: within one transaction, pg_stat_activity does not change.
                Connection observer = DriverManager.getConnection(jdbcUrl);
                PreparedStatement blocked = observer.prepareStatement(BLOCKED_SESSIONS)) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE transactions IN EXCLUSIVE MODE");
            blocked.setString(1, writer);
            await().atMost(LOCK_WAIT_TIMEOUT).until(() -> {
                try (ResultSet sessions = blocked.executeQuery()) {
                    return sessions.next();
                }
            });
            action.run();
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the sum of the next offsets to project; 0 without any. */
    long projectedTo() {
        return nextOffsets().values().stream().mapToLong(Long::longValue).sum();
    }

    /** In the order in which the projection locks them. */
    void truncate() {
        execute("TRUNCATE projection_offsets, transactions");
    }

    /** Copies all tables of the projection at one moment, as {@code pg_dump} does. */
    void copyAside() {
        execute("DROP SCHEMA IF EXISTS older CASCADE; CREATE SCHEMA older");
        String copies = projected().stream()
                .map("CREATE TABLE older.%1$s AS TABLE public.%1$s"::formatted)
                .collect(Collectors.joining("; "));
        execute("BEGIN ISOLATION LEVEL REPEATABLE READ; " + copies + "; COMMIT");
    }

    /** Puts the rows of the last copy into the tables, and drops the copy. */
    void restoreCopy() {
        List<String> tables = projected();
        String inserts = tables.stream()
                .map("INSERT INTO public.%1$s SELECT * FROM older.%1$s"::formatted)
                .collect(Collectors.joining("; "));
        execute("BEGIN; TRUNCATE " + String.join(", ", tables) + "; " + inserts
                + "; DROP SCHEMA older CASCADE; COMMIT");
    }

    private List<String> projected() {
        List<String> tables = new ArrayList<>();
        query(PROJECTED, result -> tables.add(result.getString(1)));
        return tables;
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private void query(String sql, RowReader reader) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                reader.read(result);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static TableRow row(ResultSet result) throws SQLException {
        String id = result.getString("transaction_id");
        Instant createdAt = result.getObject("created_at", OffsetDateTime.class).toInstant();
        OffsetDateTime processedAt = result.getObject("processed_at", OffsetDateTime.class);
        return new TableRow(
                id,
                result.getString("status"),
                transaction(id, result),
                new TableRow.Times(createdAt, processedAt == null ? null : processedAt.toInstant()),
                new Position(result.getInt("received_partition"), result.getLong("received_offset")),
                result.getString("reason"));
    }

    private static @Nullable Transaction transaction(String id, ResultSet result) throws SQLException {
        if (result.getBigDecimal("amount") == null) {
            return null;
        }
        return new Transaction(
                id,
                result.getString("source_account"),
                result.getString("destination_account"),
                result.getBigDecimal("amount"),
                result.getString("currency"));
    }

    /** Reads the current row of a result. */
    private interface RowReader {
        void read(ResultSet result) throws SQLException;
    }
}
