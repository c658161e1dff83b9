package io.txstream.status.catchup;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Runs one step at a time. However many callers request a step while one runs, one more follows, which begins after
 * all these requests. Any thread may call it; steps run on the thread of the caller or of the step before.
 */
public final class Coalesced {

    private enum State {
        IDLE,
        RUNNING,
        RUNNING_AND_REQUESTED
    }

    private final Supplier<Mono<Void>> step;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** @param step must have a timeout, and handle its failures: the next step runs after either */
    public Coalesced(Supplier<Mono<Void>> step) {
        this.step = step;
    }

    /** Makes a step begin, now or after the one that runs. */
    public void request() {
        State before = state.getAndUpdate(now -> now == State.IDLE ? State.RUNNING : State.RUNNING_AND_REQUESTED);
        if (before == State.IDLE) {
            run();
        }
    }

    private void run() {
        Mono.defer(step).onErrorComplete().doFinally(end -> next()).subscribe();
    }

    private void next() {
        if (!state.compareAndSet(State.RUNNING, State.IDLE)) {
            state.set(State.RUNNING);
            run();
        }
    }
}
