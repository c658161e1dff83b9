package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangedBatch;
import io.txstream.status.waiting.ChangedTables;
import io.txstream.status.waiting.ChangedTables.NextBatch;
import io.txstream.status.waiting.ChangedTables.Resumption;
import io.txstream.status.waiting.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The changes since the last event that a client has seen, from the log if it still has that event, else from the
 * database, one batch at a time. A change can occur twice, and has the present state of its transaction.
 *
 * <p>Used by one reader, which joins the log first. Each result is needed before the next one is asked for.
 */
final class Replay {

    private final ChangeLog log;
    private final ChangedTables tables;
    private final @Nullable EventId seen;
    private @Nullable Long cursor;
    private boolean cursorIsABatch;

    /** @param seen the last event; null if the client knows one that is not of this deployment */
    Replay(ChangeLog log, ChangedTables tables, @Nullable EventId seen) {
        this.log = log;
        this.tables = tables;
        this.seen = seen;
    }

    /**
     * A part of the replay.
     *
     * @param gap whether changes before this part are missing
     * @param after the batch before this part; null if unknown
     * @param last whether the reader continues in the log after it
     * @param continueAt the position to continue at; empty for the one at which the reader joined
     */
    record Page(boolean gap, @Nullable Long after, List<Entry.Change> changes, boolean last, OptionalLong continueAt) {}

    /** Returns the next part. Does not fail: what cannot be read is a gap. */
    Mono<Page> next() {
        return Mono.defer(this::read).onErrorResume(e -> Mono.just(lastPage(true)));
    }

    private Mono<Page> read() {
        if (seen == null) {
            return Mono.just(lastPage(true));
        }
        Long after = cursor;
        if (after == null) {
            return log.after(seen).isPresent() ? Mono.just(lastPage(false)) : begin(seen);
        }
        return tables.next(after).flatMap(next -> page(next, cursorIsABatch && !next.known(), after));
    }

    private Mono<Page> begin(EventId last) {
        return tables.resumption(last.batch())
                .flatMap((Resumption from) ->
                        tables.next(from.after()).flatMap(next -> page(next, !from.known(), from.after())));
    }

    private Mono<Page> page(NextBatch next, boolean gap, long after) {
        if (next.batch().isEmpty()) {
            return Mono.just(lastPage(gap));
        }
        ChangedBatch batch = next.batch().get();
        return rows(batch).map(rows -> {
            List<Entry.Change> changes = changes(batch, rows);
            boolean complete = rows.keySet().containsAll(batch.ids());
            cursor = batch.number();
            cursorIsABatch = true;
            return new Page(gap || !complete, after, changes, false, OptionalLong.empty());
        });
    }

    private Page lastPage(boolean gap) {
        EventId last = cursor == null ? seen : new EventId(cursor, Integer.MAX_VALUE);
        OptionalLong position = last == null ? OptionalLong.empty() : log.after(last);
        return new Page(gap, last == null ? null : last.batch(), List.of(), true, position);
    }

    private Mono<Map<String, TransactionView>> rows(ChangedBatch batch) {
        return Flux.fromIterable(batch.ids())
                .buffer(ChangedTables.MAX_IDS)
                .concatMap(tables::states, 1)
                .collect(HashMap::new, Replay::addShown);
    }

    private static void addShown(Map<String, TransactionView> rows, Snapshot found) {
        found.rows().values().stream().filter(found::mayShow).forEach(row -> rows.put(row.transactionId(), row));
    }

    private List<Entry.Change> changes(ChangedBatch batch, Map<String, TransactionView> rows) {
        List<Entry.Change> changes = new ArrayList<>();
        for (int i = 0; i < batch.ids().size(); i++) {
            TransactionView row = rows.get(batch.ids().get(i));
            if (row != null && !isSeen(batch.number(), i)) {
                changes.add(log.change(new EventId(batch.number(), i), row));
            }
        }
        return changes;
    }

    private boolean isSeen(long batch, int number) {
        return seen != null && seen.batch() == batch && number <= seen.number();
    }
}
