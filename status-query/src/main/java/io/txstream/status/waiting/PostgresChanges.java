package io.txstream.status.waiting;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.r2dbc.spi.Readable;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.TransactionViewReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the tables {@code transactions} and {@code projection_changes}. */
final class PostgresChanges implements ChangedTables {

    /** No statement takes longer, apart from a database that does not answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /**
     * There is one line for each id, and one of them has the progress of the tables. With LIMIT, each id is looked up
     * in the index. Without, Postgres could scan the table, by a plan from when that was small.
     */
    static final String STATES =
            """
            SELECT numbered.*, CASE WHEN number = 1 THEN %s END AS projected,
                CASE WHEN number = 1 THEN %s END AS generation
            FROM (SELECT found.*, row_number() OVER () AS number FROM unnest($1::text[]) AS wanted (id)
                LEFT JOIN LATERAL
                    (SELECT %s FROM transactions WHERE transaction_id = wanted.id LIMIT 1) AS found ON true
            ) AS numbered
            """.formatted(ProjectedOffsets.OFFSETS, ProjectedOffsets.GENERATION, TransactionViewReader.COLUMNS);

    static final String BATCHES = "SELECT batch, ids FROM projection_changes WHERE batch = ANY($1::bigint[])";

    static final String NEWEST = "SELECT coalesce(max(batch), 0) AS newest FROM projection_changes";

    /** The distance to {@link #RESUMPTION} is the same, and has the same reason. */
    static final String SINCE = """
            SELECT $1 = 0 OR EXISTS (SELECT FROM projection_changes WHERE batch = $1) AS known, ARRAY(
                SELECT batch FROM projection_changes WHERE batch > $1 - 64 ORDER BY batch LIMIT 1000) AS numbers
            """;

    /**
     * Projectors number their batches when they begin, so a batch with a lower number can be committed, and announced,
     * after one with a higher number. Those began at almost the same time. To read some again is harmless.
     */
    static final String RESUMPTION = """
            SELECT min(earlier.batch) - 1 AS after FROM projection_changes AS seen
            JOIN projection_changes AS earlier ON earlier.batch BETWEEN seen.batch - 64 AND seen.batch
                AND earlier.written_at > seen.written_at - interval '1 second'
            WHERE seen.batch = $1
            """;

    static final String NEXT = """
            SELECT EXISTS (SELECT FROM projection_changes WHERE batch = $1) AS known, later.*
            FROM (SELECT) AS always LEFT JOIN
                (SELECT batch, ids FROM projection_changes WHERE batch > $1 ORDER BY batch LIMIT 1) AS later ON true
            """;

    /**
     * Keeps the newest batches however old they are, so that a client that has seen all of them misses nothing. The
     * table has some thousand rows. Their ids are stored elsewhere, so this reads a few pages.
     */
    static final String DELETE = """
            DELETE FROM projection_changes WHERE written_at < now() - interval '2 minutes'
                AND batch < (SELECT max(batch) FROM projection_changes) - 64
            """;

    private final DatabaseClient reads;
    private final DatabaseClient writes;
    private final CatchUp catchUp;

    PostgresChanges(DatabaseClient reads, DatabaseClient writes, CatchUp catchUp) {
        this.reads = reads;
        this.writes = writes;
        this.catchUp = catchUp;
    }

    @Override
    public Mono<Snapshot> states(Collection<String> ids) {
        return Mono.defer(() -> {
            CatchUp.Floor floor = catchUp.floor();
            return reads.sql(STATES)
                    .bind(0, ids.toArray(String[]::new))
                    .map(Line::read)
                    .all()
                    .collectList()
                    .timeout(TIMEOUT)
                    .map(lines -> snapshot(lines, floor));
        });
    }

    private Snapshot snapshot(List<Line> lines, CatchUp.Floor floor) {
        Map<String, TransactionView> rows = new HashMap<>();
        boolean caughtUp = false;
        for (Line line : lines) {
            if (line.row() != null) {
                rows.put(line.row().transactionId(), line.row());
            }
            caughtUp |= line.projected() != null && catchUp.reached(floor, line.projected());
        }
        return new Snapshot(rows, caughtUp);
    }

    @Override
    public Flux<ChangedBatch> batches(Collection<Long> numbers) {
        return reads.sql(BATCHES)
                .bind(0, numbers.toArray(Long[]::new))
                .map(PostgresChanges::batch)
                .all()
                .timeout(TIMEOUT);
    }

    @Override
    public Mono<Long> newest() {
        return reads.sql(NEWEST)
                .map(row -> requireNonNull(row.get("newest", Long.class)))
                .one()
                .timeout(TIMEOUT);
    }

    @Override
    public Mono<Since> since(long number) {
        return reads.sql(SINCE)
                .bind(0, number)
                .map(row -> new Since(
                        requireNonNull(row.get("known", Boolean.class)),
                        List.of(requireNonNull(row.get("numbers", Long[].class)))))
                .one()
                .timeout(TIMEOUT);
    }

    @Override
    public Mono<Resumption> resumption(long seen) {
        return reads.sql(RESUMPTION)
                .bind(0, seen)
                .map(row -> Optional.ofNullable(row.get("after", Long.class)))
                .one()
                .timeout(TIMEOUT)
                .map(after -> new Resumption(after.isPresent(), after.orElse(seen)));
    }

    @Override
    public Mono<NextBatch> next(long number) {
        return reads.sql(NEXT)
                .bind(0, number)
                .map(row -> new NextBatch(
                        requireNonNull(row.get("known", Boolean.class)),
                        row.get("batch", Long.class) == null ? Optional.empty() : Optional.of(batch(row))))
                .one()
                .timeout(TIMEOUT);
    }

    @Override
    public Mono<Long> deleteOldBatches() {
        return writes.sql(DELETE).fetch().rowsUpdated().timeout(TIMEOUT);
    }

    private static ChangedBatch batch(Readable row) {
        return new ChangedBatch(
                requireNonNull(row.get("batch", Long.class)),
                List.of(requireNonNullElse(row.get("ids", String[].class), new String[0])));
    }

    /**
     * A line of the result.
     *
     * @param row the transaction; null if none has one of the ids
     * @param projected how far the tables have been projected; null except in one line
     */
    private record Line(
            @Nullable TransactionView row, @Nullable ProjectedOffsets projected) {

        static Line read(Readable row) {
            boolean exists = row.get("transaction_id", String.class) != null;
            boolean hasProgress = requireNonNull(row.get("number", Long.class)) == 1;
            return new Line(
                    exists ? TransactionViewReader.read(row) : null, hasProgress ? ProjectedOffsets.read(row) : null);
        }
    }
}
