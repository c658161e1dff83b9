package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Who watches which transaction. Any thread may call it.
 *
 * <p>A watch begins with the subscription: every state that is {@linkplain #show shown} after it arrives, or a later
 * one in its place if the watcher is slow. A watch holds one state at most. It ends when its watcher cancels.
 */
final class Watches {

    private final ConcurrentMap<String, Set<FluxSink<TransactionView>>> watchers = new ConcurrentHashMap<>();
    private volatile boolean ended;

    /** Returns the states of a transaction from the subscription on. Completes when {@link #end} is called. */
    Flux<TransactionView> of(String id) {
        return Flux.create(
                sink -> {
                    watchers.compute(id, (key, present) -> with(sink, present));
                    sink.onDispose(() -> watchers.computeIfPresent(id, (key, present) -> without(sink, present)));
                    if (ended) {
                        sink.complete();
                    }
                },
                FluxSink.OverflowStrategy.LATEST);
    }

    private static <T> Set<T> with(T watcher, @Nullable Set<T> present) {
        Set<T> all = present == null ? ConcurrentHashMap.newKeySet(1) : present;
        all.add(watcher);
        return all;
    }

    private static <T> @Nullable Set<T> without(T watcher, Set<T> present) {
        present.remove(watcher);
        return present.isEmpty() ? null : present;
    }

    boolean isEmpty() {
        return watchers.isEmpty();
    }

    /** Returns those of the ids that are watched. */
    Collection<String> watchedOf(Collection<String> ids) {
        return ids.stream().filter(watchers::containsKey).toList();
    }

    /** Returns a copy of all watched ids. */
    List<String> watched() {
        return List.copyOf(watchers.keySet());
    }

    /** Passes the state of a transaction to all who watch it. */
    void show(TransactionView state) {
        watchers.getOrDefault(state.transactionId(), Set.of()).forEach(watcher -> watcher.next(state));
    }

    /** Completes all watches, also those that begin later. */
    void end() {
        ended = true;
        watchers.values().forEach(all -> all.forEach(FluxSink::complete));
    }
}
