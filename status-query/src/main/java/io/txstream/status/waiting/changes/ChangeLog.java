package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.ChangeListener;
import io.txstream.status.waiting.ChangedBatch;
import io.txstream.status.waiting.EventFrames;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;

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
    private final @Nullable Entry[] entries = new Entry[MAX_ENTRIES];
    private final Set<ChangeReader> readers = ConcurrentHashMap.newKeySet();
    private long first;
    private long end;
    private int bytes;
    private volatile Runnable followed = () -> {};

    ChangeLog(TransactionDocuments documents) {
        this.documents = documents;
    }

    /**
     * What a reader finds at its position.
     *
     * @param position the position of the entry, or the end of the log
     * @param entry the entry; null at the end of the log
     */
    record Found(long position, @Nullable Entry entry) {}

    /** Adds a reader, and returns the end of the log. What is announced from now on will be appended. */
    long join(ChangeReader reader) {
        long joined;
        boolean isFirst;
        synchronized (this) {
            isFirst = readers.isEmpty();
            readers.add(reader);
            joined = end;
        }
        if (isFirst) {
            followed.run();
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
        return new Found(present, present < end ? entries[slot(present)] : null);
    }

    /** Returns the position after the last change of a batch, up to a number in it; empty if the log has none. */
    synchronized OptionalLong after(EventId id) {
        for (long position = end - 1; position >= first; position--) {
            if (entries[slot(position)] instanceof Entry.Change change
                    && change.id().batch() == id.batch()
                    && change.id().number() <= id.number()) {
                return OptionalLong.of(position + 1);
            }
        }
        return OptionalLong.empty();
    }

    Entry.Change change(EventId id, TransactionView row) {
        var document = documents.of(row);
        return new Entry.Change(id, document.view(), EventFrames.transaction(id.toString(), document.json()));
    }

    @Override
    public boolean isFollowed() {
        return !readers.isEmpty();
    }

    @Override
    public void onFollowed(Runnable begun) {
        followed = begun;
    }

    @Override
    public void changed(ChangedBatch batch, Map<String, TransactionView> rows) {
        for (int i = 0; i < batch.ids().size(); i++) {
            TransactionView row = rows.get(batch.ids().get(i));
            append(row == null ? new Entry.Gap() : change(new EventId(batch.number(), i), row));
        }
        readers.forEach(ChangeReader::wake);
    }

    @Override
    public void missed() {
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
        readers.forEach(ChangeReader::end);
    }
}
