package io.txstream.status.catchup;

import io.txstream.service.RateLimitedLog;
import io.txstream.status.batches.ProjectedBatches;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Wakes lookups that wait until a partition is projected up to an offset, by whichever instance. While any wait, each
 * announced batch causes one read of the offsets for all of them. Nothing is read while none waits.
 *
 * <p>A wait that ends is a hint only: the lookup reads again, perhaps from other tables, and decides by that read. Any
 * thread may call it.
 */
public final class Progress implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** One read for all, since announcements are lost with their connection, and reads fail. */
    private static final Duration WITHOUT_ANNOUNCEMENTS = Duration.ofMillis(250);

    private record Wait(int index, long end, MonoSink<Void> sink) {}

    private final Mono<ProjectedOffsets> offsets;
    private final RateLimitedLog failures;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final Coalesced read = new Coalesced(this::read);
    private final Disposable.Composite triggers = Disposables.composite();

    /**
     * @param offsets reads the offsets
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    public Progress(Mono<ProjectedOffsets> offsets, LongSupplier nanoTime) {
        this.offsets = offsets;
        this.failures = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /** Reads when batches are announced, until {@link #destroy}. */
    void follow(ProjectedBatches batches) {
        triggers.add(Flux.merge(
                        batches.signals(), Flux.interval(WITHOUT_ANNOUNCEMENTS).onBackpressureDrop())
                .subscribe(signal -> readIfNeeded()));
    }

    /**
     * Completes when a partition has been projected up to an end offset. Callers need a timeout.
     *
     * @param index the place of the partition in {@link ProjectedOffsets}
     */
    public Mono<Void> reaches(int index, long end) {
        return Mono.create(sink -> {
            var wait = new Wait(index, end, sink);
            waits.add(wait);
            sink.onDispose(() -> waits.remove(wait));
            read.request(); // the batch may have been announced before
        });
    }

    private void readIfNeeded() {
        if (!waits.isEmpty()) {
            read.request();
        }
    }

    private Mono<Void> read() {
        return offsets.timeout(TIMEOUT)
                .doOnNext(this::endWaits)
                .doOnError(e -> failures.atWarn()
                        .addKeyValue("error", e::toString)
                        .log("the projected offsets cannot be read; lookups of unknown ids can get 503"))
                .then();
    }

    private void endWaits(ProjectedOffsets projected) {
        waits.forEach(wait -> {
            if (projected.at(wait.index()) >= wait.end()) {
                wait.sink().success();
            }
        });
    }

    @Override
    public void destroy() {
        triggers.dispose();
    }
}
