package io.txstream.status.waiting;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.lookup.Transactions;
import io.txstream.status.request.Places;
import java.time.Duration;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Lookups that wait. Each has a {@linkplain Places place} while it waits. It begins to watch its transaction before it
 * looks for the first time, so no change between is lost. Apart from looks, it costs the database nothing: the
 * {@link ChangeFeed} reads changes once for all.
 *
 * <p>Any thread may call it. Results arrive on a thread of the scheduler. All methods fail with
 * {@link Places.NoPlace} if too many requests are held, and as {@link Transactions#find} does.
 */
public final class WaitingLookups {

    private final Transactions transactions;
    private final Watches watches;
    private final Places places;
    private final Scheduler scheduler;

    /** @param transactions looks up in bulk: thousands of requests can begin to wait, or stop, at the same moment */
    WaitingLookups(Transactions transactions, Watches watches, Places places, Scheduler scheduler) {
        this.transactions = transactions;
        this.watches = watches;
        this.places = places;
        this.scheduler = scheduler;
    }

    /**
     * Finds a transaction in a state that is enough for the caller, or in its present state when the time is over.
     * The result is empty at once if the transaction is unknown.
     *
     * @param wait the longest time to wait. The last look can take a few seconds more if the database is slow
     */
    public Mono<TransactionView> find(String id, Predicate<TransactionView> enough, Duration wait) {
        Mono<TransactionView> present = transactions.find(id);
        return places.hold(() -> states(id)
                .filter(enough)
                .next()
                .timeout(wait, present.switchIfEmpty(Mono.error(UnknownIdException::new)), scheduler)
                .switchIfEmpty(present) // the instance stops
                .onErrorResume(UnknownIdException.class, unknown -> Mono.empty())
                .publishOn(scheduler));
    }

    /**
     * Follows a transaction: its present state, each later one, and the end after {@link TransactionView#hasEnded}. A
     * slow reader gets the newest state only. Completes early when the instance stops.
     */
    public Flux<TransactionView> follow(String id) {
        return places.holdAll(() -> states(id)
                .filter(new OnlyForwards())
                .takeUntil(TransactionView::hasEnded)
                .onErrorResume(UnknownIdException.class, unknown -> Mono.empty())
                .publishOn(scheduler, 1));
    }

    /** Returns whether a request that would be held now has no place. */
    public boolean areFull() {
        return places.areTaken();
    }

    /** Returns the number of requests that are held. */
    int held() {
        return places.taken();
    }

    private Flux<TransactionView> states(String id) {
        Mono<TransactionView> present = transactions.find(id).switchIfEmpty(Mono.error(UnknownIdException::new));
        return Flux.merge(1, watches.of(id), present);
    }

    /** {@code NeverBackwards} for one reader: two statements can end in another order than their snapshots have. */
    private static final class OnlyForwards implements Predicate<TransactionView> {

        private int highest = -1;

        @Override
        public boolean test(TransactionView state) {
            int rank = rank(state);
            boolean forwards = rank > highest;
            highest = Math.max(highest, rank);
            return forwards;
        }

        private static int rank(TransactionView state) {
            if (state.wasProcessed()) {
                return 2;
            }
            return state.hasEnded() ? 0 : 1;
        }
    }

    /** No transaction has the id. Has no stack trace, since anyone can cause it. */
    private static final class UnknownIdException extends RuntimeException {

        UnknownIdException() {
            super("unknown transaction", null, false, false);
        }
    }
}
