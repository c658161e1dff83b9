package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangedTables;
import io.txstream.status.waiting.ChangedTables.Change;
import io.txstream.status.waiting.ChangedTables.Part;
import io.txstream.status.waiting.Snapshot;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads what readers have missed, a part at a time, and the oldest part first. Every reader that needs changes of a
 * part gets them, so a thousand readers that come back together soon share all parts.
 *
 * <p>A reader waits here only while it holds no part. Any thread may add and remove; one step runs at a time.
 */
final class Replays {

    private static final Comparator<Replay> OLDEST_FIRST =
            Comparator.comparing(Replay::after, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What a part was read from: the changes after one, of batches up to another one. */
    private record Range(EventId after, long until) {

        /**
         * Returns whether the next changes of a replay are in a part that ends here; null if it ends with the range.
         * Replays can be added while the part is read.
         */
        boolean has(Replay replay, @Nullable EventId end) {
            EventId from = replay.after();
            return from != null
                    && from.compareTo(after) >= 0
                    && (end == null || from.compareTo(end) < 0)
                    && replay.until() <= until;
        }
    }

    private final TransactionDocuments documents;
    private final ChangedTables tables;
    private final Set<Replay> waiting = ConcurrentHashMap.newKeySet();

    Replays(TransactionDocuments documents, ChangedTables tables) {
        this.documents = documents;
        this.tables = tables;
    }

    void add(Replay replay) {
        waiting.add(replay);
    }

    void remove(Replay replay) {
        waiting.remove(replay);
    }

    /**
     * Reads the next part for those who need it. If it fails, they still wait.
     *
     * @param logEnd the position after what was read before
     * @return whether there was something to read
     */
    Mono<Boolean> step(LongSupplier logEnd) {
        Optional<Replay> next = waiting.stream().min(OLDEST_FIRST);
        return next.isEmpty()
                ? Mono.just(false)
                : step(next.get(), next.get().after(), logEnd).thenReturn(true);
    }

    private Mono<Void> step(Replay next, @Nullable EventId after, LongSupplier logEnd) {
        return after == null ? begin(next.seen().batch()) : read(after, logEnd);
    }

    private Mono<Void> begin(long seen) {
        List<Replay> begun = waiting.stream()
                .filter(replay -> replay.after() == null && replay.seen().batch() == seen)
                .toList();
        return tables.resumption(seen)
                .doOnNext(from -> begun.forEach(replay -> replay.begin(from)))
                .then();
    }

    private Mono<Void> read(EventId after, LongSupplier logEnd) {
        long until = waiting.stream().mapToLong(Replay::until).max().orElse(0);
        return tables.changes(after.batch(), after.number(), until)
                .flatMap(part ->
                        states(part).doOnNext(found -> share(new Range(after, until), part, found, logEnd.getAsLong())))
                .then();
    }

    private Mono<Snapshot> states(Part part) {
        Set<String> ids = part.changes().stream().map(Change::id).collect(Collectors.toSet());
        return ids.isEmpty() ? Mono.just(new Snapshot(Map.of(), true)) : tables.states(ids);
    }

    private void share(Range range, Part part, Snapshot found, long position) {
        List<Change> changes = part.changes();
        List<Entry.Change> shown = changes.stream()
                .flatMap(change -> shown(change, found).stream())
                .toList();
        boolean complete = shown.size() == changes.size();
        Change last = changes.size() < ChangedTables.MAX_CHANGES ? null : changes.get(changes.size() - 1);
        EventId end = last == null ? null : new EventId(last.batch(), last.number());
        for (Replay replay : List.copyOf(waiting)) {
            if (range.has(replay, end) && waiting.remove(replay)) {
                replay.take(part.oldest(), shown, complete, end, position);
            }
        }
    }

    private Optional<Entry.Change> shown(Change change, Snapshot found) {
        TransactionView row = found.rows().get(change.id());
        return row == null || !found.mayShow(row)
                ? Optional.empty()
                : Optional.of(Entry.Change.of(new EventId(change.batch(), change.number()), documents, row));
    }
}
