package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangeListener;
import io.txstream.status.waiting.ChangedBatch;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import reactor.core.publisher.Mono;

/**
 * The latest changes, once for all readers. Each reader has a position in it. What does not fit is dropped, oldest
 * first, whether or not everyone has read it: memory does not depend on readers, and a slow one finds a gap.
 *
 * <p>Positions ascend by one with each entry and are never used again. The log is empty while there are no readers. Any
 * thread may call it.
 */
final class ChangeLog implements ChangeListener {

    /** With the state and the event of each, up to 10 MB. */
    static final int MAX_ENTRIES = 8_192;

    /** Of the events. */
    static final int MAX_BYTES = 4 << 20;

    private final TransactionDocuments documents;
    private final Replays replays;
    private final @Nullable Entry[] entries = new Entry[MAX_ENTRIES];
    private final Set<ChangeReader> readers = ConcurrentHashMap.newKeySet();
    private long first;
    private long end;
    private int bytes;

    /** The position after the last gap that was dropped. */
    private long countedFrom;

    private volatile boolean ended;
    private volatile Runnable needed = () -> {};

    ChangeLog(TransactionDocuments documents, Replays replays) {
        this.documents = documents;
        this.replays = replays;
    }

    /**
     * What a reader finds at its position.
     *
     * @param position the position of the entry, or the end of the log
     * @param entry the entry; null at the end of the log
     * @param counted whether each entry that was dropped before is one change
     */
    record Found(long position, @Nullable Entry entry, boolean counted) {}

    /**
     * Adds a reader, and returns the end of the log. What is announced from now on will be appended. Ends the reader if
     * the instance stops.
     */
    long join(ChangeReader reader) {
        long joined;
        boolean isFirst;
        synchronized (this) {
            isFirst = readers.isEmpty();
            readers.add(reader);
            joined = end;
        }
        if (isFirst) {
            needed.run();
        }
        if (ended) {
            reader.end();
        }
        return joined;
    }

    synchronized void leave(ChangeReader reader) {
        readers.remove(reader);
        while (readers.isEmpty() && first < end) {
            dropFirst(); // what follows is not appended, so the log would have a gap
        }
    }

    /** Returns the entry at a position, or the first later one if it was dropped. */
    synchronized Found find(long position) {
        long present = Math.max(position, first);
        return new Found(present, present < end ? entries[slot(present)] : null, position >= countedFrom);
    }

    @Override
    public boolean isFollowed() {
        return !readers.isEmpty();
    }

    @Override
    public void onNeeded(Runnable read) {
        needed = read;
    }

    /** Makes a replay continue. Its reader must have passed on all that it got. */
    void resume(Replay replay) {
        replays.add(replay);
        needed.run();
    }

    void abandon(Replay replay) {
        replays.remove(replay);
    }

    @Override
    public Mono<Boolean> replay() {
        return replays.step(this::endOfLog);
    }

    /** Returns the position after the last entry. */
    private synchronized long endOfLog() {
        return end;
    }

    @Override
    public void changed(ChangedBatch batch, Map<String, TransactionView> rows) {
        for (int i = 0; i < batch.ids().size(); i++) {
            TransactionView row = rows.get(batch.ids().get(i));
            var id = new EventId(batch.number(), i);
            append(row == null ? new Entry.Gap() : Entry.Change.of(id, documents, row));
        }
        readers.forEach(ChangeReader::wake);
    }

    @Override
    public void lost() {
        append(new Entry.Gap());
        readers.forEach(ChangeReader::wake);
    }

    private synchronized void append(Entry entry) {
        boolean repeatsGap = entry instanceof Entry.Gap && first < end && entries[slot(end - 1)] instanceof Entry.Gap;
        if (readers.isEmpty() || repeatsGap) {
            return;
        }
        int size = size(entry);
        while (end - first == MAX_ENTRIES || (first < end && bytes + size > MAX_BYTES)) {
            dropFirst();
        }
        entries[slot(end)] = entry;
        end++;
        bytes += size;
    }

    private void dropFirst() {
        Entry dropped = entries[slot(first)];
        bytes -= dropped == null ? 0 : size(dropped);
        entries[slot(first)] = null;
        first++;
        if (dropped instanceof Entry.Gap) {
            countedFrom = first;
        }
    }

    private static int size(Entry entry) {
        return entry instanceof Entry.Change change ? change.frame().length : 0;
    }

    private static int slot(long position) {
        return (int) (position % MAX_ENTRIES);
    }

    /** Keeps connections in use that have nothing else to send. */
    @Scheduled(fixedDelayString = "10s", initialDelayString = "10s")
    void ping() {
        readers.forEach(ChangeReader::ping);
    }

    @Override
    public void end() {
        ended = true;
        readers.forEach(ChangeReader::end);
    }
}
