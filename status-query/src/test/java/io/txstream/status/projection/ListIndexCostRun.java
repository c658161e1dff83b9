package io.txstream.status.projection;

import static io.txstream.status.projection.TestTables.RECEIVED;

import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what the indexes of lists cost the projection: batches of 1,000 new rows, and the later batches that move
 * them to PROCESSED. Rounds with and without the indexes alternate, each on {@link #ROWS_BEFORE} rows that were there
 * before. Prints rows per second, and the CPU time of Postgres, which other processes disturb less.
 */
class ListIndexCostRun {

    private static final int BATCH = 1_000;
    private static final int BATCHES = Integer.getInteger("lists.batches", 100);
    private static final int ROUNDS = Integer.getInteger("lists.rounds", 5);
    private static final int ROWS_BEFORE = Integer.getInteger("lists.rows", 500_000);
    private static final String[] INDEXES = System.getProperty(
                    "lists.indexes", "status,source_account,destination_account,currency,reason")
            .split(",");

    private static final String FILL = """
            INSERT INTO transactions
            SELECT 'before_' || hashint4(i), 'PROCESSED', 'acc_' || mod(i, 9973), 'shop_' || mod(i, 997), i, 'EUR',
                timestamptz '2025-01-01 00:00:00Z' + i * interval '1 ms', now(), 0, i, NULL
            FROM generate_series(1, %d) AS i ON CONFLICT DO NOTHING
            """.formatted(ROWS_BEFORE);

    @TempDir
    private static Path directory;

    private final Random random = new Random(1);
    private long offset = 0;

    @Test
    void comparesTheRatesWithAndWithoutTheIndexes() {
        try (var tables = new TestTables(directory)) {
            tables.store().offsets(List.of(RECEIVED)).block();
            List<double[]> without = new ArrayList<>();
            List<double[]> with = new ArrayList<>();
            for (int round = -1; round < ROUNDS; round++) {
                double[] bare = round(tables, false);
                double[] indexed = round(tables, true);
                if (round >= 0) { // the first one warms up
                    without.add(bare);
                    with.add(indexed);
                }
            }
            print("insert", without, with, 0);
            print("update", without, with, 1);
            print("both", without, with, 2);
        }
    }

    private static void print(String what, List<double[]> without, List<double[]> with, int column) {
        double bare = median(without, column);
        double indexed = median(with, column);
        double bareCpu = median(without, column + 3);
        double indexedCpu = median(with, column + 3);
        System.out.printf(
                "%s: %.0f rows/s without, %.0f with, ratio %.2f; CPU of Postgres %.1f us a row without, %.1f with%n",
                what, bare, indexed, indexed / bare, bareCpu, indexedCpu);
    }

    private static double median(List<double[]> rounds, int column) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Returns the rows per second of the inserts, of the updates, and of both. */
    private double[] round(TestTables tables, boolean indexed) {
        tables.execute("TRUNCATE transactions");
        tables.store().offsets(List.of(RECEIVED)).block();
        offset = 0;
        tables.execute("DROP INDEX IF EXISTS transactions_by_status, transactions_by_source_account,"
                + " transactions_by_destination_account, transactions_by_currency, transactions_by_reason");
        if (indexed) {
            Arrays.stream(INDEXES).forEach(column -> tables.execute(create(column)));
        }
        tables.execute(FILL);
        tables.execute("VACUUM ANALYZE transactions");
        tables.execute("CHECKPOINT");
        List<List<Row>> batches = batches();
        double cpuAtStart = postgresMicros();
        long start = System.nanoTime();
        batches.forEach(batch -> write(tables, batch));
        long inserted = System.nanoTime();
        double cpuInserted = postgresMicros();
        batches.forEach(batch ->
                write(tables, batch.stream().map(ListIndexCostRun::processed).toList()));
        long updated = System.nanoTime();
        double cpuUpdated = postgresMicros();
        double rows = (double) BATCH * BATCHES;
        return new double[] {
            rows / ((inserted - start) / 1e9),
            rows / ((updated - inserted) / 1e9),
            rows / ((updated - start) / 1e9),
            (cpuInserted - cpuAtStart) / rows,
            (cpuUpdated - cpuInserted) / rows,
            (cpuUpdated - cpuAtStart) / rows
        };
    }

    private static double postgresMicros() {
        return ProcessHandle.current()
                        .descendants()
                        .mapToLong(process -> process.info()
                                .totalCpuDuration()
                                .map(Duration::toMillis)
                                .orElse(0L))
                        .sum()
                * 1e3;
    }

    private static String create(String column) {
        String collated = column.equals("status") ? column : column + " COLLATE \"C\"";
        return "CREATE INDEX transactions_by_" + column + " ON transactions (" + collated
                + ", created_at, transaction_id COLLATE \"C\")"
                + (column.equals("reason") ? " WHERE reason IS NOT NULL" : "");
    }

    private void write(TestTables tables, List<Row> batch) {
        tables.write(batch, OffsetMove.to(RECEIVED, offset, offset + batch.size()));
        offset += batch.size();
    }

    /** As the fold makes them: sorted by id, created within a few milliseconds. */
    private List<List<Row>> batches() {
        List<List<Row>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            List<Row> batch = new ArrayList<>();
            for (int j = 0; j < BATCH; j++) {
                batch.add(row(i, j));
            }
            batch.sort((one, other) -> one.id().compareTo(other.id()));
            batches.add(batch);
        }
        return batches;
    }

    private Row row(int batch, int number) {
        var transaction = new Transaction(
                "txn_" + Long.toHexString(random.nextLong()),
                "acc_" + random.nextInt(10_000),
                "shop_" + random.nextInt(1_000),
                new BigDecimal("1500.50"),
                random.nextInt(4) == 0 ? "USD" : "EUR");
        Instant createdAt = Instant.parse("2025-10-29T10:00:00Z").plusMillis(batch * 100L + number / 10);
        return new Row(
                transaction.id(),
                new Position(0, (long) batch * BATCH + number),
                new TransactionState.Processing(transaction, createdAt));
    }

    private static Row processed(Row row) {
        var processing = (TransactionState.Processing) row.state();
        return new Row(
                row.id(),
                row.received(),
                new TransactionState.Processed(
                        processing.transaction(),
                        processing.createdAt(),
                        processing.createdAt().plusSeconds(30)));
    }
}
