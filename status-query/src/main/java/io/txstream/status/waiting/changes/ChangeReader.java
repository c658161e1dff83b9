package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.waiting.EventFrames;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.FluxSink;

/**
 * One reader of all changes. It takes entries from the replay first, if there is one, and then from the log, only while
 * its connection takes more bytes. So it holds no changes but those of one page of the replay.
 *
 * <p>Any thread may wake, ping and end it. Everything else happens on the executor of its {@link Wire}.
 */
final class ChangeReader {

    private final ChangeLog log;
    private final Predicate<TransactionView> filter;
    private final Wire wire;
    private final FluxSink<byte[]> sink;

    /** Not 0, so that nothing runs before the start has ended. */
    private final AtomicInteger wakes = new AtomicInteger(1);

    private volatile boolean pingDue;

    private @Nullable Replay replay;
    private volatile Replay.@Nullable Page arrived;
    private boolean fetching;
    private Queue<Entry.Change> replayed = new ArrayDeque<>();
    private long position;
    private @Nullable Long batch;

    ChangeReader(ChangeLog log, Predicate<TransactionView> filter, Wire wire, FluxSink<byte[]> sink) {
        this.log = log;
        this.filter = filter;
        this.wire = wire;
        this.sink = sink;
    }

    /** Joins the log, and starts with everything after the last event that the reader knows of, if it does. */
    void start(@Nullable Replay missedBefore) {
        replay = missedBefore;
        position = log.join(this);
        sink.onRequest(n -> wake());
        sink.onDispose(() -> log.leave(this));
        execute();
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
            while (takesMore() && step()) {
                pingDue = false;
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
        boolean stepped = replay == null ? stepInLog() : stepInReplay(replay);
        if (!stepped && pingDue) {
            sink.next(EventFrames.PING);
            return true;
        }
        return stepped;
    }

    private boolean stepInLog() {
        ChangeLog.Found found = log.find(position);
        if (found.position() > position) {
            sink.next(EventFrames.gap(found.position() - position, batch));
            position = found.position();
        } else if (found.entry() instanceof Entry.Change change) {
            pass(change);
            position++;
        } else if (found.entry() instanceof Entry.Gap) {
            sink.next(EventFrames.gap(null, batch));
            position++;
        } else {
            return false;
        }
        return true;
    }

    private void pass(Entry.Change change) {
        batch = change.id().batch();
        if (filter.test(change.state())) {
            sink.next(change.frame());
        }
    }

    private boolean stepInReplay(Replay source) {
        Entry.Change change = replayed.poll();
        Replay.Page page = arrived;
        if (change != null) {
            pass(change);
        } else if (page != null) {
            arrived = null;
            fetching = false;
            turnTo(page);
        } else {
            fetch(source);
            return false;
        }
        return true;
    }

    private void turnTo(Replay.Page page) {
        if (page.gap()) {
            sink.next(EventFrames.gap(null, page.after()));
        }
        replayed = new ArrayDeque<>(page.changes());
        if (page.last()) {
            position = page.continueAt().orElse(position);
            replay = null;
        }
    }

    private void fetch(Replay source) {
        if (!fetching) {
            fetching = true;
            source.next().subscribe(page -> {
                arrived = page;
                wake();
            });
        }
    }
}
