package io.txstream.status.lists;

import io.txstream.service.RateLimitedLog;
import io.txstream.status.request.Places;
import io.txstream.status.request.Places.NoPlace;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Exports of whole lists. An export reads a page, gives its connection back, and reads the next page when the receiver
 * has taken this one. So it holds two pages in memory at most, and a slow receiver holds no connection and no snapshot.
 *
 * <p>Each page is a snapshot of its own, as for a client that follows cursors. Any thread may call it.
 */
final class Exports {

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);
    private static final int PAGE_SIZE = 500;

    private final Lists lists;
    private final Places places;
    private final Duration maxPause;
    private final Scheduler timer;
    private final RateLimitedLog pauses;

    /**
     * Creates it without any export.
     *
     * @param places of the exports that run
     * @param maxPause an export fails when its receiver takes nothing for this time
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    Exports(Lists lists, Places places, Duration maxPause, Scheduler timer, LongSupplier nanoTime) {
        this.lists = lists;
        this.places = places;
        this.maxPause = maxPause;
        this.timer = timer;
        this.pauses = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /**
     * Returns the blocks of an export, which runs from the subscription until its end. It fails with a
     * {@link ListUnavailableException} if too many others run, or as {@link Lists#page} does; else with a
     * {@code TimeoutException}.
     *
     * @param after null to begin with the newest transaction
     * @param limit the most transactions, 1 or more
     */
    Flux<byte[]> export(Filter filter, @Nullable Position after, long limit, ExportFormat format) {
        Flux<byte[]> blocks = part(filter, after, limit)
                .expand(part -> part.isLast() ? Mono.empty() : part(filter, part.page.next(), part.remaining))
                .index((index, part) -> new Blocks(format, part.page.transactions(), index == 0))
                .concatMapIterable(Function.identity(), 1)
                .timeout(maxPause, timer)
                .doOnError(
                        TimeoutException.class,
                        e -> pauses.atWarn().log("an export is broken off, since its receiver takes nothing"));
        return places.holdAll(() -> blocks)
                .onErrorMap(NoPlace.class, e -> new ListUnavailableException("Too many exports run now; try again"));
    }

    private Mono<Part> part(Filter filter, @Nullable Position after, long limit) {
        int size = (int) Math.min(limit, PAGE_SIZE);
        return lists.page(filter, after, size)
                .map(page -> new Part(page, limit - page.transactions().size()));
    }

    /** @param remaining how many transactions may follow */
    private record Part(Page page, long remaining) {

        private boolean isLast() {
            return page.next() == null || remaining == 0;
        }
    }
}
