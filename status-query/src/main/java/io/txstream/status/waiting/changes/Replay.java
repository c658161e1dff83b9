package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangedBatch;
import io.txstream.status.waiting.ChangedTables;
import io.txstream.status.waiting.ChangedTables.NextBatch;
import io.txstream.status.waiting.ChangedTables.Resumption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The changes since the last event that a client has seen, from the log if it still has that event, else from the
 * database, a page at a time. A change can occur twice, and has the present state of its transaction.
 *
 * <p>Used by one reader, which joins the log first. Each result is needed before the next one is asked for.
 */
final class Replay {

    /** Of a page: what each of a thousand readers may hold that stop reading during their replay. */
    private static final int MAX_CHANGES = 64;

    private final ChangeLog log;
    private final ChangedTables tables;
    private final @Nullable EventId seen;
    private @Nullable ChangedBatch batch;
    private int read;

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
        ChangedBatch current = batch;
        if (seen == null) {
            return Mono.just(lastPage(true));
        }
        if (current == null) {
            return log.after(seen).isPresent() ? Mono.just(lastPage(false)) : begin(seen);
        }
        return read < current.ids().size()
                ? readRows(current, false, current.number())
                : tables.next(current.number()).flatMap(next -> turnTo(next, !next.known(), current.number()));
    }

    private Mono<Page> begin(EventId last) {
        return tables.resumption(last.batch())
                .flatMap((Resumption from) ->
                        tables.next(from.after()).flatMap(next -> turnTo(next, !from.known(), from.after())));
    }

    private Mono<Page> turnTo(NextBatch next, boolean gap, long after) {
        if (next.batch().isEmpty()) {
            return Mono.just(lastPage(gap));
        }
        ChangedBatch current = next.batch().get();
        batch = current;
        read = 0;
        return readRows(current, gap, after);
    }

    private Page lastPage(boolean gap) {
        EventId last = batch == null ? seen : new EventId(batch.number(), Integer.MAX_VALUE);
        OptionalLong position = last == null ? OptionalLong.empty() : log.after(last);
        return new Page(gap, last == null ? null : last.batch(), List.of(), true, position);
    }

    private Mono<Page> readRows(ChangedBatch current, boolean gap, long after) {
        int from = read;
        int to = Math.min(from + MAX_CHANGES, current.ids().size());
        return tables.states(current.ids().subList(from, to)).map(found -> {
            read = to;
            List<Entry.Change> changes = new ArrayList<>();
            boolean complete = true;
            for (int i = from; i < to; i++) {
                TransactionView row = found.rows().get(current.ids().get(i));
                boolean shown = row != null && found.mayShow(row);
                complete &= shown;
                if (row != null && shown && !isSeen(current.number(), i)) {
                    changes.add(log.change(new EventId(current.number(), i), row));
                }
            }
            return new Page(gap || !complete, after, changes, false, OptionalLong.empty());
        });
    }

    private boolean isSeen(long batch, int number) {
        return seen != null && seen.batch() == batch && number <= seen.number();
    }
}
