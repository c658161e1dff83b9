package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.Transactions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Looks up transactions in bulk. While a statement runs, further callers gather, and share the next one. So thousands of
 * requests that begin to wait, or stop waiting, at the same moment need a few statements and no queue for connections.
 *
 * <p>Any thread may call it. Results arrive on the thread of a connection, which they must not block. There are at most
 * as many callers as requests may wait.
 */
final class BulkLookup {

    private final ChangedTables tables;
    private final Queue<Call> calls = new ArrayDeque<>();
    private boolean running;

    BulkLookup(ChangedTables tables) {
        this.tables = tables;
    }

    /**
     * Finds a transaction. The result is empty if it has no row. It fails with
     * {@link Transactions.UnavailableException} if the database does not answer, or if the row must not be shown.
     */
    Mono<TransactionView> find(String id) {
        return Mono.create(sink -> {
            add(new Call(id, sink));
            run();
        });
    }

    private synchronized void add(Call call) {
        calls.add(call);
    }

    private void run() {
        List<Call> next = next();
        if (!next.isEmpty()) {
            tables.states(next.stream().map(Call::id).collect(Collectors.toSet()))
                    .subscribe(found -> answer(next, found), e -> fail(next, e));
        }
    }

    private synchronized List<Call> next() {
        List<Call> next = new ArrayList<>();
        while (!running && !calls.isEmpty() && next.size() < ChangedTables.MAX_IDS) {
            next.add(calls.remove());
        }
        running |= !next.isEmpty();
        return next;
    }

    private void answer(List<Call> answered, Snapshot found) {
        synchronized (this) {
            running = false;
        }
        run(); // before the answers, which take time
        answered.forEach(call -> call.answer(found));
    }

    /** Also fails the callers that have gathered: otherwise each thousand of them would wait for a timeout in turn. */
    private void fail(List<Call> read, Throwable error) {
        List<Call> failed = new ArrayList<>(read);
        synchronized (this) {
            running = false;
            failed.addAll(calls);
            calls.clear();
        }
        failed.forEach(call -> call.fail(error));
    }

    /** A caller, who may have gone away. */
    private record Call(String id, MonoSink<TransactionView> sink) {

        void answer(Snapshot found) {
            TransactionView row = found.rows().get(id);
            if (row == null) {
                sink.success();
            } else if (found.mayShow(row)) {
                sink.success(row);
            } else {
                fail(new NotCaughtUpException());
            }
        }

        void fail(Throwable error) {
            sink.error(new Transactions.UnavailableException(error));
        }
    }

    /** Has no stack trace, since many lookups fail at once. */
    private static final class NotCaughtUpException extends RuntimeException {

        NotCaughtUpException() {
            super("the projection has not caught up", null, false, false);
        }
    }
}
