package io.txstream.status.waiting;

import io.txstream.service.RateLimitedLog;
import io.txstream.status.batches.ProjectedBatches;
import io.txstream.status.batches.ProjectedBatches.Signal;
import io.txstream.status.lookup.TransactionView;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The one progress on which all held requests hang: reads what the announced batches have changed, and passes it to
 * those who {@linkplain Watches watch} a transaction and to the one who follows all changes.
 *
 * <p>One read runs at a time, and reads all batches that were announced meanwhile. It reads the rows of transactions
 * that anyone watches, and no others. While there are no watchers and no followers, nothing is read. If announcements
 * were lost, or a read failed, all watched transactions are read again.
 *
 * <p>It is the first to stop, so that no request that it holds delays the stop of the server.
 */
final class ChangeFeed implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);

    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    /** Beyond it, all watched transactions are read again instead. */
    private static final int MAX_ANNOUNCED = 1_000;

    /** The most batches of one read: a bound for the memory that their rows take. */
    private static final int MAX_BATCHES = 16;

    private final ProjectedBatches batches;
    private final ChangedTables tables;
    private final Watches watches;
    private final ChangeListener listener;
    private final Scheduler timer;
    private final RateLimitedLog failures;

    private final Queue<Long> announced = new ArrayDeque<>();
    private boolean missed;
    private boolean withheld;
    private boolean reading;
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
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    @Override
    public void start() {
        subscription = batches.signals().subscribe(this::take);
        take(new Signal.Missed()); // requests can be held already
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
        add(signal);
        read();
    }

    private synchronized void add(Signal signal) {
        if (signal instanceof Signal.Committed committed && announced.size() < MAX_ANNOUNCED) {
            announced.add(committed.batch());
        } else {
            missed = true;
        }
    }

    private void read() {
        Mono<Boolean> next = next();
        if (next != null) {
            next.subscribe(this::end, this::fail);
        }
    }

    /** Returns a read of what was announced; null if there is nothing to read, or a read runs. */
    private synchronized @Nullable Mono<Boolean> next() {
        if (reading) {
            return null;
        }
        if (missed || (watches.isEmpty() && !listener.isFollowed())) {
            announced.clear();
        }
        if (missed || withheld) {
            reading = true;
            return readAgain();
        }
        reading = !announced.isEmpty();
        return reading ? readAnnounced() : null;
    }

    private Mono<Boolean> readAgain() {
        if (missed) {
            listener.missed();
        }
        missed = false;
        withheld = false;
        return show(watches.watched(), new HashMap<>());
    }

    private Mono<Boolean> readAnnounced() {
        List<Long> numbers = new ArrayList<>();
        while (!announced.isEmpty() && numbers.size() < MAX_BATCHES) {
            numbers.add(announced.remove());
        }
        return tables.batches(numbers)
                .collectMap(ChangedBatch::number)
                .flatMap(found -> show(numbers.stream()
                        .map(found::get)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    private Mono<Boolean> show(List<ChangedBatch> changed) {
        boolean followed = listener.isFollowed();
        List<String> ids = changed.stream()
                .flatMap(batch -> batch.ids().stream())
                .distinct()
                .toList();
        Map<String, TransactionView> shown = new HashMap<>();
        return show(followed ? ids : watches.watchedOf(ids), shown).doOnSuccess(all -> {
            if (followed) {
                changed.forEach(batch -> listener.changed(batch, shown));
            }
        });
    }

    /** Shows the present states of the transactions, and returns whether all that are watched could be shown. */
    private Mono<Boolean> show(Collection<String> ids, Map<String, TransactionView> shown) {
        return Flux.fromIterable(ids)
                .buffer(ChangedTables.MAX_IDS)
                .concatMap(tables::states, 1)
                .map(snapshot -> show(snapshot, shown))
                .reduce(true, Boolean::logicalAnd);
    }

    private boolean show(Snapshot snapshot, Map<String, TransactionView> shown) {
        boolean all = true;
        for (TransactionView row : snapshot.rows().values()) {
            if (snapshot.mayShow(row)) {
                shown.put(row.transactionId(), row);
                watches.show(row);
            } else {
                all &= watches.watchedOf(List.of(row.transactionId())).isEmpty();
            }
        }
        return all;
    }

    /** What could not be shown is read again later: nothing announces that the tables have caught up. */
    private void end(boolean all) {
        if (all) {
            readNext();
        } else {
            synchronized (this) {
                withheld = true;
            }
            readLater();
        }
    }

    private void fail(Throwable error) {
        failures.atWarn()
                .addKeyValue("error", error::toString)
                .log("changes cannot be read; requests that wait for them are answered later");
        add(new Signal.Missed());
        readLater();
    }

    private void readLater() {
        Mono.delay(RETRY_DELAY, timer).subscribe(passed -> readNext());
    }

    private void readNext() {
        synchronized (this) {
            reading = false;
        }
        read();
    }
}
