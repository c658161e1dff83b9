package io.txstream.status.request;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A bounded number of places for requests that are held. Any thread may call it. */
public final class Places {

    private final int limit;
    private final AtomicInteger taken = new AtomicInteger();

    /** @param limit the number of places, 0 or more */
    public Places(int limit) {
        this.limit = limit;
    }

    public int taken() {
        return taken.get();
    }

    public boolean areTaken() {
        return taken.get() >= limit;
    }

    /** Returns a result that has a place from the subscription until it ends or is cancelled, or a {@link NoPlace}. */
    public <T> Mono<T> hold(Supplier<Mono<T>> held) {
        return Mono.using(this::take, place -> held.get(), place -> taken.decrementAndGet());
    }

    /** Returns a stream that has a place from the subscription until it ends or is cancelled, or a {@link NoPlace}. */
    public <T> Flux<T> holdAll(Supplier<? extends Publisher<T>> held) {
        return Flux.using(this::take, place -> held.get(), place -> taken.decrementAndGet());
    }

    private Places take() {
        if (taken.incrementAndGet() > limit) {
            taken.decrementAndGet();
            throw new NoPlace();
        }
        return this;
    }

    /** All places are taken. Has no stack trace, since many requests can fail at once. */
    public static final class NoPlace extends RuntimeException {

        public NoPlace() {
            super("all places are taken", null, false, false);
        }
    }
}
