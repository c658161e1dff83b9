package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Transaction;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionTableIT {

    @TempDir
    private static Path directory;

    private static TestTables tables;

    @BeforeAll
    static void start() {
        tables = new TestTables(directory);
    }

    @AfterAll
    static void stop() {
        tables.close();
    }

    @BeforeEach
    void empty() {
        tables.execute("TRUNCATE projection_offsets, transactions");
    }

    @Test
    void keepsAmountsAndTextsExactly() {
        var transaction = new Transaction(
                "é/😀\"'", "\\N{,}", "NULL", new BigDecimal("99999999999999999999.999999999999999999"), "EUR");
        write(List.of(new Row(
                "é/😀\"'",
                new Position(0, 0),
                new TransactionState.Processing(transaction, TopicRecords.createdAt(0)))));
        assertThat(tables.transactions())
                .containsExactly("é/😀\"' PROCESSING 99999999999999999999.999999999999999999 0/0");
        assertThat(tables.row("SELECT source_account || destination_account AS accounts FROM transactions"))
                .isEqualTo(Map.of("accounts", "\\N{,}NULL"));
    }

    @Test
    void storesEachFieldInItsOwnColumn() {
        var transaction = new Transaction("id", "source", "destination", new BigDecimal("1.50"), "EUR");
        Instant createdAt = TopicRecords.createdAt(7);
        Instant processedAt = TopicRecords.processedAt(2);
        write(List.of(new Row(
                "id", new Position(3, 7), new TransactionState.Processed(transaction, createdAt, processedAt))));
        assertThat(tables.row("SELECT source_account, destination_account, currency FROM transactions"))
                .isEqualTo(Map.of("source_account", "source", "destination_account", "destination", "currency", "EUR"));
        assertThat(tables.row("SELECT received_partition, received_offset FROM transactions"))
                .isEqualTo(Map.of("received_partition", 3, "received_offset", 7L));
        assertThat(tables.row(
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
        assertThat(tables.row("SELECT reason FROM transactions")).isEqualTo(Map.of("reason", "KEY_MISMATCH"));
    }

    /** The SQL and {@link Row#winner} must agree for any rows, in any order and any batches. */
    @Test
    void rebuildableTheTableIsTheFoldOfItsRowsInAnyOrderAndAnyBatches() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            tables.execute("TRUNCATE projection_offsets, transactions");
            List<Row> rows = rows(random);
            Map<String, Row> fold = new TreeMap<>();
            rows.forEach(row -> fold.merge(row.id(), row, Row::winner));
            writeInBatches(rows, random);
            Collections.shuffle(rows, random);
            writeInBatches(rows, random);
            assertThat(tables.transactions())
                    .as("seed %d, round %d", seed, round)
                    .containsExactlyElementsOf(
                            fold.values().stream().map(TransactionTableIT::text).toList());
        }
    }

    private static List<Row> rows(Random random) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String id = "t" + random.nextInt(8);
            long offset = random.nextInt(20);
            Row processing = TestTables.processing(id, offset);
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

    private static Row processed(String id, long offset) {
        return new Row(
                id,
                new Position(0, offset),
                new TransactionState.Processed(
                        TestTables.transaction(id), TopicRecords.createdAt(offset), TopicRecords.processedAt(offset)));
    }

    private static String text(Row row) {
        boolean rejected = row.state() instanceof TransactionState.Rejected;
        return row.id() + " " + row.state().status() + " " + (rejected ? "null" : "1.50") + " "
                + row.received().partition() + "/" + row.received().offset();
    }

    private static void write(Collection<Row> rows) {
        assertThat(tables.write(rows)).isTrue();
    }
}
