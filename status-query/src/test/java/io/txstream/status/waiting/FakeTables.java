package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Tables in memory. A test decides whether they have caught up, whether they answer, and when. */
public final class FakeTables implements ChangedTables {

    private final Map<String, TransactionView> rows = new ConcurrentHashMap<>();
    private final TreeMap<Long, ChangedBatch> batches = new TreeMap<>();
    private final List<Collection<String>> reads = new ArrayList<>();
    private Sinks.Empty<Void> gate = Sinks.empty();
    private boolean caughtUp = true;
    private boolean broken;

    public FakeTables() {
        open();
    }

    public static TransactionView row(String id, String status) {
        return new TransactionView(id, "a", "b", "1", "EUR", status, "2025-10-29T10:30:00.123Z", null, null);
    }

    /** Writes rows as one batch, and returns its number. */
    public synchronized long write(TransactionView... changed) {
        long number = batches.isEmpty() ? 1 : batches.lastKey() + 1;
        List<String> ids = new ArrayList<>();
        for (TransactionView row : changed) {
            rows.put(row.transactionId(), row);
            ids.add(row.transactionId());
        }
        batches.put(number, new ChangedBatch(number, ids));
        return number;
    }

    public synchronized void forgetBatches() {
        batches.clear();
    }

    void catchUp(boolean done) {
        caughtUp = done;
    }

    void breakDown(boolean down) {
        broken = down;
    }

    /** Holds all reads of rows back until they are opened. */
    void close() {
        gate = Sinks.empty();
    }

    void open() {
        gate.tryEmitEmpty();
    }

    /** Returns what was read of the table of transactions, one element for each statement. */
    synchronized List<Collection<String>> reads() {
        return List.copyOf(reads);
    }

    @Override
    public Mono<Snapshot> states(Collection<String> ids) {
        return Mono.defer(() -> {
            synchronized (this) {
                reads.add(List.copyOf(ids));
            }
            return gate.asMono().then(Mono.defer(() -> broken ? failure() : Mono.just(snapshot(ids))));
        });
    }

    private Snapshot snapshot(Collection<String> ids) {
        Map<String, TransactionView> found =
                ids.stream().filter(rows::containsKey).collect(Collectors.toMap(id -> id, rows::get, (a, b) -> a));
        return new Snapshot(found, caughtUp);
    }

    private static <T> Mono<T> failure() {
        return Mono.error(new IllegalStateException("the database is down"));
    }

    @Override
    public Flux<ChangedBatch> batches(Collection<Long> numbers) {
        return broken ? Flux.from(failure()) : Flux.fromIterable(numbers).mapNotNull(batches::get);
    }

    @Override
    public Mono<Long> newest() {
        return Mono.fromSupplier(() -> batches.isEmpty() ? 0L : batches.lastKey());
    }

    @Override
    public Mono<Since> since(long number) {
        return Mono.fromSupplier(() -> new Since(
                number == 0 || batches.containsKey(number),
                List.copyOf(batches.tailMap(number, false).keySet())));
    }

    @Override
    public Mono<Resumption> resumption(long seen) {
        return Mono.fromSupplier(
                () -> batches.containsKey(seen) ? new Resumption(true, seen - 1) : new Resumption(false, seen));
    }

    @Override
    public Mono<NextBatch> next(long number) {
        return Mono.fromSupplier(() -> new NextBatch(
                batches.containsKey(number),
                Optional.ofNullable(batches.higherEntry(number)).map(Map.Entry::getValue)));
    }

    @Override
    public Mono<Long> deleteOldBatches() {
        return Mono.just(0L);
    }
}
