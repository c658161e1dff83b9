package io.txstream.status.batches;

import io.txstream.status.batches.ProjectedBatches.Signal;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Passes signals on to all subscribers. Each has a buffer of its own, so that a slow one delays no other. Any thread
 * may use it.
 */
final class Signals {

    /** At the hundred batches a second of two busy instances, more than two seconds. */
    static final int BUFFER = 256;

    private final Sinks.Many<Signal> sink = Sinks.unsafe().many().multicast().directBestEffort();

    /** Passes a signal on. Two connections can overlap while one replaces the other. */
    synchronized void emit(Signal signal) {
        sink.tryEmitNext(signal); // fails only if there are no subscribers, since each of them takes every signal
    }

    /** Returns the signals from the subscription on. A full buffer drops its oldest one, and Missed follows. */
    Flux<Signal> flux() {
        return Flux.defer(() -> {
            var lost = new AtomicBoolean();
            return sink.asFlux()
                    .onBackpressureBuffer(BUFFER, dropped -> lost.set(true), BufferOverflowStrategy.DROP_OLDEST)
                    .map(signal -> lost.getAndSet(false) ? new Signal.Lost() : signal);
        });
    }
}
