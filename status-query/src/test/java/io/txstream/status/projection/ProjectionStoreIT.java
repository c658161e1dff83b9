package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.txstream.contract.Position;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.Transaction;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

class ProjectionStoreIT {

    private static final TopicPartition RECEIVED = new TopicPartition(Topics.RECEIVED, 0);
    private static final TopicPartition PROCESSED = new TopicPartition(Topics.PROCESSED, 0);

    @TempDir
    private static Path directory;

    private static final Map<String, String> TOPIC_IDS =
            Map.of(Topics.RECEIVED, "one", Topics.PROCESSED, "two", Topics.REJECTED, "three");

    private static PostgresServer postgres;
    private static DatabaseClient database;
    private static ProjectionStore store;

    @BeforeAll
    static void start() {
        postgres = PostgresServer.started(PostgresSettings.in(directory));
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).load().migrate();
        ConnectionFactory connections = ConnectionFactories.get(
                ConnectionFactoryOptions.parse(postgres.r2dbcUrl().replace("r2dbc:", "r2dbc:pool:"))
                        .mutate()
                        .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                        .build());
        database = DatabaseClient.create(connections);
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(connections));
        store = new ProjectionStore(database, transactions, TOPIC_IDS);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void empty() {
        database.sql("TRUNCATE transactions, projection_offsets").then().block();
        stored(RECEIVED, PROCESSED);
    }

    @Test
    void aPartitionStartsAtOffsetZero() {
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 0L), Map.entry(PROCESSED, 0L));
    }

    @Test
    void rowsAndOffsetsMoveTogether() {
        assertThat(write(List.of(processing("t1", 0)), OffsetMove.to(RECEIVED, 0, 1), OffsetMove.to(PROCESSED, 0, 4)))
                .isTrue();
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 1L), Map.entry(PROCESSED, 4L));
        assertThat(table()).containsExactly("t1 PROCESSING 1.50 0/0");
    }

    @Test
    void aConsumerThatHasLostItsPartitionWritesNothing() {
        write(List.of(), OffsetMove.to(RECEIVED, 0, 5));
        boolean zombie =
                write(List.of(processing("t1", 0)), OffsetMove.to(RECEIVED, 0, 3), OffsetMove.to(PROCESSED, 0, 4));
        assertThat(zombie).isFalse();
        assertThat(stored(RECEIVED, PROCESSED)).containsOnly(Map.entry(RECEIVED, 5L), Map.entry(PROCESSED, 0L));
        assertThat(table()).isEmpty();
    }

    @Test
    void keepsAmountsAndTextsExactly() {
        var transaction = new Transaction(
                "é/😀\"'", "\\N{,}", "NULL", new BigDecimal("99999999999999999999.999999999999999999"), "EUR");
        write(List.of(new Row(
                "é/😀\"'",
                new Position(0, 0),
                new TransactionState.Processing(transaction, TopicRecords.createdAt(0)))));
        assertThat(table()).containsExactly("é/😀\"' PROCESSING 99999999999999999999.999999999999999999 0/0");
        String accounts = database.sql("SELECT source_account || destination_account AS accounts FROM transactions")
                .map(row -> requireNonNull(row.get("accounts", String.class)))
                .one()
                .block();
        assertThat(accounts).isEqualTo("\\N{,}NULL");
    }

    @Test
    void storesEachFieldInItsOwnColumn() {
        var transaction = new Transaction("id", "source", "destination", new BigDecimal("1.50"), "EUR");
        Instant createdAt = TopicRecords.createdAt(7);
        Instant processedAt = TopicRecords.processedAt(2);
        write(List.of(new Row(
                "id", new Position(3, 7), new TransactionState.Processed(transaction, createdAt, processedAt))));
        assertThat(stored("SELECT source_account, destination_account, currency FROM transactions"))
                .isEqualTo(Map.of("source_account", "source", "destination_account", "destination", "currency", "EUR"));
        assertThat(stored("SELECT received_partition, received_offset FROM transactions"))
                .isEqualTo(Map.of("received_partition", 3, "received_offset", 7L));
        assertThat(stored(
                        "SELECT (created_at, processed_at) = ($1, $2) AS times FROM transactions",
                        createdAt,
                        processedAt))
                .isEqualTo(Map.of("times", true));
    }

    @Test
    void storesTheReasonOfARejection() {
        write(List.of(new Row(
                "id",
                new Position(0, 0),
                new TransactionState.Rejected(RejectionReason.KEY_MISMATCH, TopicRecords.createdAt(0)))));
        assertThat(stored("SELECT reason FROM transactions")).isEqualTo(Map.of("reason", "KEY_MISMATCH"));
    }

    @Test
    void anEpochBelongsToTheLastRecordAndMarkersDoNotChangeIt() {
        write(List.of(), new OffsetMove(RECEIVED, 0, 5, 5, 3));
        write(List.of(), new OffsetMove(RECEIVED, 5, 5, 7, null));
        assertThat(offset(RECEIVED)).isEqualTo(new StoredOffset(5, 7, "one", 3, null));
        write(List.of(), OffsetMove.to(RECEIVED, 5, 9));
        assertThat(offset(RECEIVED)).isEqualTo(new StoredOffset(9, 9, "one", null, null));
    }

    @Test
    void offsetsOfAnotherTopicWithTheSameNameAreNotMoved() {
        write(List.of(), OffsetMove.to(RECEIVED, 0, 5));
        execute("UPDATE projection_offsets SET topic_id = 'another' WHERE topic = '" + Topics.RECEIVED + "'");
        assertThat(write(List.of(processing("t1", 5)), OffsetMove.to(RECEIVED, 5, 6)))
                .isFalse();
        assertThat(table()).isEmpty();
    }

    @Test
    void lookupsWaitForARebuildUntilItsEndIsKnownAndPassed() {
        assertThat(offset(RECEIVED).isRebuilt()).isFalse(); // a new row
        store.complete(Map.of(RECEIVED, new LogRange("one", 0, 4, 6))).block();
        assertThat(offset(RECEIVED)).isEqualTo(new StoredOffset(0, 0, "one", null, 4L));
        write(List.of(), new OffsetMove(RECEIVED, 0, 3, 4, 0));
        assertThat(offset(RECEIVED).isRebuilt()).isTrue();
        store.beginRebuild().block();
        assertThat(offset(RECEIVED).isRebuilt()).isFalse();
        store.complete(Map.of(RECEIVED, new LogRange("another", 0, 5, 6))).block();
        assertThat(offset(RECEIVED)).isEqualTo(new StoredOffset(3, 4, "one", 0, 5L));
    }

    /** Otherwise the offsets would say that everything was projected, and no row would ever come back. */
    @Test
    void rebuildableEmptyingTheTransactionsEmptiesTheOffsetsToo() {
        for (String statement : List.of("TRUNCATE transactions", "DELETE FROM transactions")) {
            write(
                    List.of(processing("t1", 0)),
                    OffsetMove.to(RECEIVED, offset(RECEIVED).next(), 5));
            execute(statement);
            assertThat(stored("SELECT count(*) FROM projection_offsets"))
                    .as(statement)
                    .isEqualTo(Map.of("count", 0L));
        }
        write(
                List.of(processing("t1", 0), processing("t2", 1)),
                OffsetMove.to(RECEIVED, offset(RECEIVED).next(), 5));
        execute("DELETE FROM transactions WHERE transaction_id = 't1'");
        assertThat(stored(RECEIVED)).containsEntry(RECEIVED, 5L);
    }

    @Test
    void aTableThatWasCreatedByHandIsNotIntact() {
        assertThat(store.tablesAreIntact().block()).isTrue();
        execute("ALTER TABLE transactions DISABLE TRIGGER transactions_truncated");
        assertThat(store.tablesAreIntact().block()).isFalse();
        execute("ALTER TABLE transactions ENABLE ALWAYS TRIGGER transactions_truncated");
        execute("ALTER TABLE transactions RENAME TO away");
        assertThat(store.tablesAreIntact().block()).isFalse();
        execute("ALTER TABLE away RENAME TO transactions");
    }

    /** F5: connections that were opened while the database was read-only. */
    @Test
    void offsetsAreReadAndMovedBySessionsThatAreReadOnlyByDefault() {
        ConnectionFactory readOnly = ConnectionFactories.get(ConnectionFactoryOptions.parse(postgres.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, PostgresSettings.USER)
                .option(Option.valueOf("options"), Map.of("default_transaction_read_only", "on"))
                .build());
        var transactions = TransactionalOperator.create(new R2dbcTransactionManager(readOnly));
        var own = new ProjectionStore(DatabaseClient.create(readOnly), transactions, TOPIC_IDS);
        execute("TRUNCATE projection_offsets, transactions");
        assertThat(own.offsets(List.of(RECEIVED)).block()).hasSize(1);
        assertThat(own.write(List.of(processing("t1", 0)), List.of(OffsetMove.to(RECEIVED, 0, 1)))
                        .block())
                .isTrue();
    }

    /** The SQL and {@link Row#winner} must agree for any rows, in any order and any batches. */
    @Test
    void rebuildableTheTableIsTheFoldOfItsRowsInAnyOrderAndAnyBatches() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            database.sql("TRUNCATE projection_offsets, transactions").then().block();
            List<Row> rows = rows(random);
            Map<String, Row> fold = new TreeMap<>();
            rows.forEach(row -> fold.merge(row.id(), row, Row::winner));
            writeInBatches(rows, random);
            Collections.shuffle(rows, random);
            writeInBatches(rows, random);
            assertThat(table())
                    .as("seed %d, round %d", seed, round)
                    .containsExactlyElementsOf(
                            fold.values().stream().map(ProjectionStoreIT::text).toList());
        }
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String id = "t" + random.nextInt(8);
            long offset = random.nextInt(20);
            Row processing = processing(id, offset);
            rows.add(
                    switch (random.nextInt(3)) {
                        case 0 -> processing;
                        case 1 -> processed(id, offset);
                        default ->
                            new Row(
                                    id,
                                    processing.received(),
                                    new TransactionState.Rejected(
                                            RejectionReason.KEY_MISMATCH, TopicRecords.createdAt(offset)));
                    });
        }
        return rows;
    }

    private static void writeInBatches(List<Row> rows, Random random) {
        for (int from = 0; from < rows.size(); ) {
            int to = Math.min(rows.size(), from + 1 + random.nextInt(10));
            Map<String, Row> batch = new TreeMap<>();
            rows.subList(from, to).forEach(row -> batch.merge(row.id(), row, Row::winner));
            write(batch.values());
            from = to;
        }
    }

    private static Row processing(String id, long offset) {
        return new Row(
                id,
                new Position(0, offset),
                new TransactionState.Processing(transaction(id), TopicRecords.createdAt(offset)));
    }

    private static Row processed(String id, long offset) {
        return new Row(
                id,
                new Position(0, offset),
                new TransactionState.Processed(
                        transaction(id), TopicRecords.createdAt(offset), TopicRecords.processedAt(offset)));
    }

    private static Transaction transaction(String id) {
        return new Transaction(id, "a", "b", new BigDecimal("1.50"), "EUR");
    }

    private static boolean write(Collection<Row> rows, OffsetMove... moves) {
        return Boolean.TRUE.equals(store.write(rows, List.of(moves)).block());
    }

    private static Map<TopicPartition, Long> stored(TopicPartition... partitions) {
        return requireNonNull(store.offsets(List.of(partitions)).block()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, stored -> stored.getValue().next()));
    }

    private static StoredOffset offset(TopicPartition partition) {
        return requireNonNull(
                requireNonNull(store.offsets(List.of(partition)).block()).get(partition));
    }

    private static void execute(String sql) {
        database.sql(sql).then().block();
    }

    /** Returns the one row of a result, by column name. */
    private static Map<String, Object> stored(String sql, Object... parameters) {
        return requireNonNull(
                database.sql(sql).bindValues(List.of(parameters)).fetch().one().block());
    }

    private static String text(Row row) {
        boolean rejected = row.state() instanceof TransactionState.Rejected;
        return row.id() + " " + row.state().status() + " " + (rejected ? "null" : "1.50") + " "
                + row.received().partition() + "/" + row.received().offset();
    }

    private static List<String> table() {
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
}
