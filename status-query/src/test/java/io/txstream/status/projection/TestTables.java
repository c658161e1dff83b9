package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.txstream.contract.Position;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.testservers.Servers;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/** The migrated tables in a Postgres of their own, and a store on them. */
final class TestTables implements AutoCloseable {

    static final TopicPartition RECEIVED = new TopicPartition(Topics.RECEIVED, 0);
    static final TopicPartition PROCESSED = new TopicPartition(Topics.PROCESSED, 0);

    private static final Map<String, String> TOPIC_IDS =
            Map.of(Topics.RECEIVED, "one", Topics.PROCESSED, "two", Topics.REJECTED, "three");

    private final Database postgres;
    private final DatabaseClient database;
    private final ProjectionStore store;

    TestTables(Path directory) {
        postgres = Servers.database(PostgresSettings.in(directory));
        migrate();
        ConnectionFactory connections =
                ConnectionFactories.get(options(postgres.r2dbcUrl().replace("r2dbc:", "r2dbc:pool:")));
        database = DatabaseClient.create(connections);
        store = store(connections);
    }

    void migrate() {
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
    }

    private static ConnectionFactoryOptions options(String url) {
        return ConnectionFactoryOptions.parse(url)
                .mutate()
                .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                .build();
    }

    static ProjectionStore store(ConnectionFactory connections) {
        return store(connections, TOPIC_IDS);
    }

    static ProjectionStore store(ConnectionFactory connections, Map<String, String> topicIds) {
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        return new ProjectionStore(DatabaseClient.create(connections), transactions, topicIds);
    }

    /** Returns connections without a pool. */
    ConnectionFactory connections() {
        return ConnectionFactories.get(options(postgres.r2dbcUrl()));
    }

    Database postgres() {
        return postgres;
    }

    ProjectionStore store() {
        return store;
    }

    /** Returns a store whose sessions are read-only unless a transaction says otherwise. */
    ProjectionStore readOnlyByDefault() {
        return store(ConnectionFactories.get(options(postgres.r2dbcUrl())
                .mutate()
                .option(Option.valueOf("options"), Map.of("default_transaction_read_only", "on"))
                .build()));
    }

    boolean write(Collection<Row> rows, OffsetMove... moves) {
        return Boolean.TRUE.equals(store.write(rows, List.of(moves)).block());
    }

    StoredOffset offset(TopicPartition partition) {
        return requireNonNull(
                requireNonNull(store.offsets(List.of(partition)).block()).get(partition));
    }

    void execute(String sql) {
        database.sql(sql).then().block();
    }

    /** Puts a copy into the place of the database, as a restore on the same server can. Ends all sessions. */
    void replaceDatabaseByACopy() {
        String url = postgres.jdbcUrl().replace("/" + PostgresSettings.DATABASE, "/postgres");
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '%s'"
                    .formatted(PostgresSettings.DATABASE));
            statement.execute("CREATE DATABASE copy TEMPLATE " + PostgresSettings.DATABASE);
            statement.execute("DROP DATABASE " + PostgresSettings.DATABASE);
            statement.execute("ALTER DATABASE copy RENAME TO " + PostgresSettings.DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the one row of a result, by column name. */
    Map<String, Object> row(String sql, Object... parameters) {
        return requireNonNull(
                database.sql(sql).bindValues(List.of(parameters)).fetch().one().block());
    }

    /** Returns all transactions, each as one line. */
    List<String> transactions() {
        return requireNonNull(database.sql("""
                        SELECT concat(transaction_id, ' ', status, ' ', coalesce(amount::text, 'null'), ' ',
                            received_partition, '/', received_offset) AS line
                        FROM transactions ORDER BY transaction_id COLLATE "C"
                        """)
                .map(row -> requireNonNull(row.get("line", String.class)))
                .all()
                .collectList()
                .block());
    }

    static Row processing(String id, long offset) {
        return new Row(
                id,
                new Position(0, offset),
                new TransactionState.Processing(transaction(id), TopicRecords.createdAt(offset)));
    }

    static Transaction transaction(String id) {
        return new Transaction(id, "a", "b", new BigDecimal("1.50"), "EUR");
    }

    @Override
    public void close() {
        postgres.close();
    }
}
