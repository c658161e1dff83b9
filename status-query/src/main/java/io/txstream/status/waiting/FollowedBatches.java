package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What those who follow all changes have got. Passes batches on to the {@link ChangeListener}, and finds those that
 * were not announced. Only one read at a time uses it.
 */
final class FollowedBatches {

    private final ChangedTables tables;
    private final Announcements announcements;
    private final ChangeListener listener;

    /** The newest batch that was passed on, or that there was when the first one began to follow; null before that. */
    private volatile @Nullable Long newest;

    FollowedBatches(ChangedTables tables, Announcements announcements, ChangeListener listener) {
        this.tables = tables;
        this.announcements = announcements;
        this.listener = listener;
    }

    /** Returns whether the first one follows, and {@link #begin} was not called since. */
    boolean mustBegin() {
        return newest == null && listener.isFollowed();
    }

    /**
     * Begins with the batches that are committed after this.
     *
     * @param missed whether announcements may have been lost since the first one follows
     */
    Mono<Void> begin(boolean missed) {
        return tables.newest()
                .doOnNext(number -> {
                    newest = number;
                    if (missed) {
                        listener.lost();
                    }
                })
                .then();
    }

    /** Returns whether batches are to be passed on. */
    boolean areWanted() {
        if (!listener.isFollowed()) {
            newest = null;
        }
        return newest != null;
    }

    void pass(ChangedBatch batch, Map<String, TransactionView> rows) {
        Long last = newest;
        newest = last == null ? batch.number() : Math.max(last, batch.number());
        announcements.remember(batch.number());
        listener.changed(batch, rows);
    }

    /** Announces the batches again that were committed and not passed on; a gap if not all are known. */
    Mono<Void> recover() {
        Long last = newest;
        return last == null
                ? Mono.empty()
                : tables.since(last).doOnNext(this::recover).then();
    }

    private void recover(ChangedTables.Since since) {
        if (since.complete()) {
            announcements.addLost(since.numbers());
        } else {
            listener.lost();
            newest = null; // numbers begin again after a restore
        }
    }

    /** Takes notice of a failed read. {@link #recover} follows, and can do nothing before {@link #begin}. */
    void failed() {
        if (newest == null) {
            listener.lost();
        }
    }
}
