package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Takes every change, for those who follow all of them. Called by one thread at a time; must not block it. */
public interface ChangeListener {

    /** Returns whether anyone follows. If not, changes are not read for this listener. Any thread may call it. */
    boolean isFollowed();

    /** Sets what is called when the first one begins to follow, or one has to catch up. Called once, at the start. */
    void onNeeded(Runnable read);

    /**
     * Reads a part of what those who catch up have missed. Does not overlap {@link #changed}.
     *
     * @return whether there was something to read, so that this has to be called again
     */
    Mono<Boolean> replay();

    /**
     * Takes a batch.
     *
     * @param rows the rows that may be shown, by id. They are at least as new as the batch; a missing one must not be
     *     shown now
     */
    void changed(ChangedBatch batch, Map<String, TransactionView> rows);

    /** Takes notice that batches were lost. */
    void lost();

    /** Ends all streams, since the instance stops. */
    void end();
}
