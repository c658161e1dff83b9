package io.txstream.status.waiting.changes;

import io.txstream.status.waiting.ChangedTables.Resumption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What one reader still has to get of the changes since the last event that its client has seen. It ends with the batch
 * that was the newest one after the reader had joined the log: whatever is committed later is in the log.
 *
 * <p>{@link Replays} uses it, which reads one thing at a time.
 */
final class Replay {

    private final ChangeReader reader;
    private final EventId seen;
    private @Nullable EventId after;
    private long until;
    private boolean gap;

    Replay(ChangeReader reader, EventId seen) {
        this.reader = reader;
        this.seen = seen;
    }

    /**
     * A part of the replay, for one reader.
     *
     * @param entries what the reader passes on; it removes them
     * @param last whether the replay ends with this part
     * @param position the end of the log when this was read. What is before it was read before
     */
    record Page(Queue<Entry> entries, boolean last, long position) {}

    EventId seen() {
        return seen;
    }

    /** Returns the change before the next part; null before {@link #begin}. */
    @Nullable
    EventId after() {
        return after;
    }

    long until() {
        return until;
    }

    void begin(Resumption from) {
        boolean early = from.known() && from.first() < seen.batch();
        after = early ? new EventId(from.first(), -1) : seen;
        until = from.newest();
        gap = !from.known();
    }

    /**
     * Passes what it needs of a part to the reader.
     *
     * @param oldest the oldest batch that has all after it in the table
     * @param complete whether all changes may be shown
     * @param end the last change of the part; null if there is none after it
     */
    void take(long oldest, List<Entry.Change> changes, boolean complete, @Nullable EventId end, long position) {
        EventId from = after == null ? seen : after;
        Queue<Entry> entries = new ArrayDeque<>();
        if (gap || !complete || from.batch() < oldest) {
            entries.add(new Entry.Gap());
        }
        changes.stream()
                .filter(change -> change.id().compareTo(from) > 0 && !isSeen(change.id()))
                .forEach(entries::add);
        gap = false;
        after = end;
        reader.take(new Page(entries, end == null || end.batch() > until, position));
    }

    private boolean isSeen(EventId id) {
        return id.batch() == seen.batch() && id.number() <= seen.number();
    }
}
