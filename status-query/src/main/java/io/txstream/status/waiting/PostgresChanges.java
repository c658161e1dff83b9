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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the tables {@code transactions} and {@code projection_changes}, with {@link ChangeStatements}. */
final class PostgresChanges implements ChangedTables {

    /** No statement takes longer, apart from a database that does not answer. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

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
            return reads.sql(ChangeStatements.STATES)
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
        return read(ChangeStatements.BATCHES, List.of((Object) numbers.toArray(Long[]::new)), PostgresChanges::batch)
                .flatMapMany(found -> Flux.fromStream(found.stream().flatMap(Optional::stream)));
    }

    @Override
    public Mono<Long> newest() {
        return read(ChangeStatements.NEWEST, List.of(), row -> number(row, "newest"))
                .map(found -> found.get(0));
    }

    @Override
    public Mono<Since> since(long number) {
        return read(ChangeStatements.SINCE, List.of(number), row -> {
                    boolean known = requireNonNull(row.get("known", Boolean.class));
                    List<Long> numbers = List.of(requireNonNull(row.get("numbers", Long[].class)));
                    return numbers.size() > MAX_SINCE ? new Since(false, List.of()) : new Since(known, numbers);
                })
                .map(found -> found.get(0));
    }

    @Override
    public Mono<Resumption> resumption(long seen) {
        return read(
                        ChangeStatements.RESUMPTION,
                        List.of(seen),
                        row -> new Resumption(
                                requireNonNull(row.get("known", Boolean.class)),
                                number(row, "first"),
                                number(row, "newest")))
                .map(found -> found.get(0));
    }

    @Override
    public Mono<Part> changes(long batch, int number, long lastBatch) {
        return read(ChangeStatements.CHANGES, List.of(batch, number, lastBatch), PostgresChanges::partOf)
                .map(lines -> new Part(
                        lines.get(0).oldest(),
                        lines.stream().flatMap(line -> line.changes().stream()).toList()));
    }

    /** Reads a line of a part. The first one has no change if there is none. */
    private static Part partOf(Readable row) {
        String id = row.get("id", String.class);
        return new Part(
                requireNonNullElse(row.get("oldest", Long.class), Long.MAX_VALUE),
                id == null ? List.of() : List.of(new Change(number(row, "batch"), (int) number(row, "number"), id)));
    }

    /**
     * Reads the lines of a result. Fails if the session leads to other tables than lookups rely on, such as those of a
     * former primary, which may lack batches.
     */
    private <T> Mono<List<T>> read(String sql, List<Object> arguments, Function<Readable, T> line) {
        return Mono.defer(() -> {
            String generation = catchUp.floor().generation();
            return reads.sql(sql)
                    .bindValues(arguments)
                    .map(row -> {
                        if (!generation.equals(row.get("generation", String.class))) {
                            throw new IllegalStateException("these are not the tables that lookups rely on");
                        }
                        return line.apply(row);
                    })
                    .all()
                    .collectList()
                    .timeout(TIMEOUT);
        });
    }

    @Override
    public Mono<Long> deleteOldBatches() {
        return writes.sql(ChangeStatements.DELETE).fetch().rowsUpdated().timeout(TIMEOUT);
    }

    private static Optional<ChangedBatch> batch(Readable row) {
        return Optional.ofNullable(row.get("ids", String[].class))
                .map(ids -> new ChangedBatch(number(row, "batch"), List.of(ids)));
    }

    private static long number(Readable row, String column) {
        return requireNonNull(row.get(column, Long.class));
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
