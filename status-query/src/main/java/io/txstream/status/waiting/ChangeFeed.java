package io.txstream.status.waiting;

import io.txstream.service.RateLimitedLog;
import io.txstream.status.batches.ProjectedBatches;
import io.txstream.status.batches.ProjectedBatches.Signal;
import io.txstream.status.catchup.Coalesced;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Reads what the announced batches have changed, once for all requests that are held. Passes it to those who
 * {@linkplain Watches watch} a transaction and to the {@link ChangeListener}.
 *
 * <p>One read runs at a time, and reads all batches that were announced meanwhile. It reads the rows of transactions
 * that are watched, and all others only if all changes are followed. Without either, nothing is read. If announcements
 * were lost, or a read failed, all watched transactions are read again. What clients of streams have missed is read in
 * between, so that states are passed on in the order in which they were read.
 *
 * <p>It is the first to stop, so that no request that it holds delays the stop of the server.
 */
final class ChangeFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /** The most batches of one read: a bound for the memory that their rows take. */
    private static final int MAX_BATCHES = 16;

    private final ProjectedBatches batches;
    private final ChangedTables tables;
    private final Watches watches;
    private final ChangeListener listener;
    private final Scheduler timer;
    private final RateLimitedLog failures;
    private final RowReads rows;
    private final FollowedBatches followed;
    private final Announcements announcements = new Announcements();
    private final Coalesced reads = new Coalesced(this::read);

    private volatile boolean withheld;
    private volatile Disposable subscription = Disposables.disposed();

    ChangeFeed(
            ProjectedBatches batches,
            ChangedTables tables,
            Watches watches,
            ChangeListener listener,
            Scheduler timer,
            LongSupplier nanoTime) {
        this.batches = batches;
        this.tables = tables;
        this.watches = watches;
        this.listener = listener;
        this.timer = timer;
        this.rows = new RowReads(tables, watches);
        this.followed = new FollowedBatches(tables, announcements, listener);
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    private enum Outcome {
        NOTHING_TO_READ,
        SHOWN,
        WITHHELD;

        static Outcome of(RowReads.Shown shown) {
            return shown.complete() ? SHOWN : WITHHELD;
        }
    }

    @Override
    public void start() {
        listener.onNeeded(reads::request);
        subscription = batches.signals().subscribe(this::take);
        take(new Signal.Lost()); // requests can be held already
    }

    @Override
    public void stop() {
        subscription.dispose();
        watches.end();
        listener.end();
    }

    @Override
    public boolean isRunning() {
        return !subscription.isDisposed();
    }

    private void take(Signal signal) {
        announcements.add(signal);
        reads.request();
    }

    private Mono<Void> read() {
        return next().flatMap(this::end).onErrorResume(this::fail).then(Mono.defer(this::replay));
    }

    /** Between two reads of changes, so that neither delays the other by more than one. */
    private Mono<Void> replay() {
        return listener.replay()
                .doOnNext(read -> {
                    if (read) {
                        reads.request();
                    }
                })
                .then()
                .onErrorResume(this::fail);
    }

    /** What must not be shown yet is read again later: nothing announces that the tables have caught up. */
    private Mono<Void> end(Outcome outcome) {
        withheld |= outcome == Outcome.WITHHELD;
        if (outcome != Outcome.NOTHING_TO_READ) {
            reads.request();
        }
        return outcome == Outcome.WITHHELD ? pause() : Mono.empty();
    }

    private Mono<Void> fail(Throwable error) {
        failures.atWarn()
                .addKeyValue("error", error::toString)
                .log("changes cannot be read; requests that wait for them are answered later");
        followed.failed();
        take(new Signal.Lost());
        return pause();
    }

    private Mono<Void> pause() {
        return Mono.delay(RETRY_DELAY, timer).then();
    }

    private Mono<Outcome> next() {
        boolean missed = announcements.takeLost();
        List<Long> numbers = missed ? List.of() : announcements.take(MAX_BATCHES);
        // Only now: who begins to watch or to follow after this looks later than these batches were committed.
        return followed.mustBegin()
                ? followed.begin(missed).then(Mono.defer(() -> next(missed, numbers)))
                : next(missed, numbers);
    }

    private Mono<Outcome> next(boolean missed, List<Long> numbers) {
        boolean wanted = followed.areWanted() || !watches.isEmpty();
        if (missed) {
            return followed.recover().then(readWatched());
        }
        if (numbers.isEmpty()) {
            return wanted && withheld ? readWatched() : Mono.just(Outcome.NOTHING_TO_READ);
        }
        return wanted ? readBatches(numbers) : Mono.just(Outcome.SHOWN);
    }

    private Mono<Outcome> readBatches(List<Long> numbers) {
        return tables.batches(numbers)
                .collectMap(ChangedBatch::number)
                .flatMap(found -> read(numbers.stream()
                        .map(found::get)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    private Mono<Outcome> readWatched() {
        return Mono.defer(() -> {
            withheld = false;
            return rows.show(watches.watched()).map(Outcome::of);
        });
    }

    private Mono<Outcome> read(List<ChangedBatch> changed) {
        boolean all = followed.areWanted();
        List<String> ids = changed.stream()
                .flatMap(batch -> batch.ids().stream())
                .distinct()
                .toList();
        return rows.show(all ? ids : watches.watchedOf(ids))
                .doOnNext(shown -> {
                    if (all) {
                        changed.forEach(batch -> followed.pass(batch, shown.rows()));
                    }
                })
                .map(Outcome::of);
    }
}
