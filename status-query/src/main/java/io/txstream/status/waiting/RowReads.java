package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the present rows of transactions, and shows them to those who watch these. Any thread may call it. */
final class RowReads {

    private final ChangedTables tables;
    private final Watches watches;

    RowReads(ChangedTables tables, Watches watches) {
        this.tables = tables;
        this.watches = watches;
    }

    /**
     * What was read.
     *
     * @param rows those that may be shown, by id
     * @param complete whether these are all that are watched
     */
    record Shown(Map<String, TransactionView> rows, boolean complete) {}

    /** Reads in bulk, one statement after the other, and shows what each has read at once. */
    Mono<Shown> show(Collection<String> ids) {
        return Flux.fromIterable(ids)
                .buffer(ChangedTables.MAX_IDS)
                .concatMap(tables::states, 1)
                .map(this::show)
                .collectList()
                .map(RowReads::all);
    }

    private Shown show(Snapshot found) {
        Map<String, TransactionView> rows = new HashMap<>();
        boolean complete = true;
        for (TransactionView row : found.rows().values()) {
            if (found.mayShow(row)) {
                rows.put(row.transactionId(), row);
                watches.show(row);
            } else {
                complete &= watches.watchedOf(List.of(row.transactionId())).isEmpty();
            }
        }
        return new Shown(rows, complete);
    }

    private static Shown all(List<Shown> parts) {
        Map<String, TransactionView> rows = new HashMap<>();
        parts.forEach(part -> rows.putAll(part.rows()));
        return new Shown(rows, parts.stream().allMatch(Shown::complete));
    }
}
