package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.EventFrames;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * One reader of all changes. It takes entries from the log, and parts of its replay in between, if there is one, only
 * while its connection takes more bytes. So it holds no changes but those of one part.
 *
 * <p>States are passed on in the order in which they were read, so none follows a newer one of the same transaction.
 * Until the replay has ended, changes in the log have no id: a client that connects again continues with the replay.
 *
 * <p>Any thread may wake, ping and end it, and pass a part. The rest happens on the executor of its {@link Wire}.
 */
final class ChangeReader {

    private final ChangeLog log;
    private final Predicate<TransactionView> filter;
    private final Wire wire;
    private final FluxSink<byte[]> sink;

    /** Not 0, so that nothing runs before the start has ended. */
    private final AtomicInteger wakes = new AtomicInteger(1);

    private volatile boolean pingDue;

    private volatile @Nullable Replay replay;
    private volatile Replay.@Nullable Page arrived;
    private long position;
    private @Nullable Long batch;

    ChangeReader(ChangeLog log, Predicate<TransactionView> filter, Wire wire, FluxSink<byte[]> sink) {
        this.log = log;
        this.filter = filter;
        this.wire = wire;
        this.sink = sink;
    }

    /**
     * Joins the log, and begins to read everything after the last event that the client knows of.
     *
     * @param lastEventId that event; null if the client is new
     */
    void start(@Nullable String lastEventId) {
        position = log.join(this);
        sink.onRequest(n -> wake());
        sink.onDispose(this::leave);
        if (lastEventId != null) {
            catchUp(EventId.parse(lastEventId));
        }
        execute();
    }

    /** An id that is not of this deployment leaves a gap. */
    private void catchUp(@Nullable EventId seen) {
        if (seen == null) {
            arrived = new Replay.Page(new ArrayDeque<>(List.of(new Entry.Gap())), true, position);
        } else {
            batch = seen.batch();
            var missed = new Replay(this, seen);
            replay = missed;
            log.resume(missed);
        }
    }

    private void leave() {
        log.leave(this);
        Replay unfinished = replay;
        if (unfinished != null) {
            log.abandon(unfinished);
        }
    }

    /** Takes a part of the replay. */
    void take(Replay.Page page) {
        arrived = page;
        wake();
    }

    void ping() {
        pingDue = true;
        wake();
    }

    void end() {
        sink.complete();
    }

    /** Writes what can be written now. Returns at once. */
    void wake() {
        if (wakes.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            wire.executor().execute(this::write);
        } catch (RejectedExecutionException stopped) {
            sink.complete();
        }
    }

    private void write() {
        int seen;
        do {
            seen = wakes.get();
            boolean stepped = true;
            while (stepped && takesMore()) {
                stepped = step();
            }
        } while (wakes.addAndGet(-seen) != 0);
    }

    private boolean takesMore() {
        return !sink.isCancelled()
                && sink.requestedFromDownstream() > 0
                && wire.writable().getAsBoolean();
    }

    /** Passes one entry on. Returns false if there is none now. */
    private boolean step() {
        Replay.Page page = arrived;
        boolean stepped = (page != null && position >= page.position()) ? stepIn(page) : stepInLog();
        if (!stepped && pingDue) {
            send(EventFrames.PING);
            return true;
        }
        return stepped;
    }

    private boolean stepIn(Replay.Page page) {
        Entry entry = page.entries().poll();
        if (entry != null) {
            pass(entry, true);
        } else {
            arrived = null;
            turnFrom(page);
        }
        return true;
    }

    private void turnFrom(Replay.Page page) {
        Replay unfinished = replay;
        if (page.last()) {
            replay = null;
        } else if (unfinished != null) {
            log.resume(unfinished);
        }
    }

    private boolean stepInLog() {
        ChangeLog.Found found = log.find(position);
        if (found.position() > position) {
            send(EventFrames.gap(found.counted() ? found.position() - position : null, batch));
            position = found.position();
        } else if (found.entry() != null) {
            pass(found.entry(), replay == null);
            position++;
        } else {
            return false;
        }
        return true;
    }

    /** @param identified whether a client that has this entry has all before it */
    private void pass(Entry entry, boolean identified) {
        if (entry instanceof Entry.Change change) {
            batch = identified ? Long.valueOf(change.id().batch()) : batch;
            if (filter.test(change.state())) {
                send(identified ? change.frame() : EventFrames.withoutId(change.frame()));
            }
        } else {
            send(EventFrames.gap(null, batch));
        }
    }

    private void send(byte[] frame) {
        pingDue = false;
        sink.next(frame);
    }
}
