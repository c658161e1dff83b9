package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Tables in memory. A test decides whether they have caught up, whether they answer, and when. */
public final class FakeTables implements ChangedTables {

    private final Map<String, TransactionView> rows = new ConcurrentHashMap<>();
    private final TreeMap<Long, ChangedBatch> batches = new TreeMap<>();
    private final List<Collection<String>> reads = new ArrayList<>();
    private final Map<Long, Long> settled = new HashMap<>();
    private final TreeSet<Long> running = new TreeSet<>();
    private long begun;
    private int parts;
    private Sinks.Empty<Void> gate = Sinks.empty();
    private boolean caughtUp = true;
    private volatile boolean broken;

    public FakeTables() {
        open();
    }

    public static TransactionView row(String id, String status) {
        return new TransactionView(id, "a", "b", "1", "EUR", status, "2025-10-29T10:30:00.123Z", null, null);
    }

    /** Writes rows as one batch, and returns its number. */
    public long write(TransactionView... changed) {
        return commit(begin(), changed);
    }

    /** Begins a batch, which others can overtake, and returns its number. */
    public synchronized long begin() {
        begun++;
        running.add(begun);
        return begun;
    }

    /** Commits a batch that has begun. */
    public synchronized long commit(long number, TransactionView... changed) {
        List<String> ids = new ArrayList<>();
        for (TransactionView row : changed) {
            rows.put(row.transactionId(), row);
            ids.add(row.transactionId());
        }
        settled.put(number, running.first());
        running.remove(number);
        batches.put(number, new ChangedBatch(number, ids));
        return number;
    }

    /** Loses the batches, and begins with the first number again, as after a restore. */
    public synchronized void forgetBatches() {
        batches.clear();
        begun = 0;
    }

    void forgetRows() {
        rows.clear();
    }

    /** Loses old batches. */
    public synchronized void forgetBefore(long number) {
        batches.headMap(number).clear();
    }

    void catchUp(boolean done) {
        caughtUp = done;
    }

    public void breakDown(boolean down) {
        broken = down;
    }

    /** Holds all reads of rows back until they are opened. */
    public void close() {
        gate = Sinks.empty();
    }

    public void open() {
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
        return Mono.fromSupplier(() -> {
            List<Long> numbers = unseen(number).filter(other -> other != number).toList();
            boolean known = number == 0 || batches.containsKey(number);
            return numbers.size() > MAX_SINCE ? new Since(false, List.of()) : new Since(known, numbers);
        });
    }

    /** Those that can have been committed after this one. */
    private Stream<Long> unseen(long number) {
        long first = batches.containsKey(number) ? settled.getOrDefault(number, number) : number;
        return batches.tailMap(first).keySet().stream();
    }

    @Override
    public Mono<Resumption> resumption(long seen) {
        return Mono.fromSupplier(() -> new Resumption(
                batches.containsKey(seen),
                Math.min(seen, unseen(seen).findFirst().orElse(seen)),
                batches.isEmpty() ? 0 : batches.lastKey()));
    }

    @Override
    public Mono<Part> changes(long batch, int number, long lastBatch) {
        return broken
                ? failure()
                : Mono.fromSupplier(() -> {
                    parts++;
                    List<Change> found = batches.subMap(batch, true, Math.max(batch, lastBatch), true).values().stream()
                            .flatMap(FakeTables::changes)
                            .filter(change -> change.batch() > batch || change.number() > number)
                            .limit(MAX_CHANGES)
                            .toList();
                    return new Part(batches.isEmpty() ? Long.MAX_VALUE : batches.firstKey(), found);
                });
    }

    private static Stream<Change> changes(ChangedBatch batch) {
        return IntStream.range(0, batch.ids().size())
                .mapToObj(i -> new Change(batch.number(), i, batch.ids().get(i)));
    }

    /** Returns the number of parts that were read. */
    public int parts() {
        return parts;
    }

    @Override
    public Mono<Long> deleteOldBatches() {
        return Mono.just(0L);
    }
}
