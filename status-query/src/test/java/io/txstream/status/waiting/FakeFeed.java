package io.txstream.status.waiting;

import io.txstream.status.batches.ProjectedBatches.Signal;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** The feed of an instance. A test announces batches, or not. */
public final class FakeFeed implements AutoCloseable {

    private final Sinks.Many<Signal> signals = Sinks.many().multicast().directBestEffort();
    private final ChangeFeed feed;

    public FakeFeed(ChangedTables tables, ChangeListener listener) {
        feed = new ChangeFeed(
                signals::asFlux, tables, new Watches(), listener, Schedulers.parallel(), System::nanoTime);
        feed.start();
    }

    public void announce(Signal signal) {
        signals.tryEmitNext(signal);
    }

    @Override
    public void close() {
        feed.stop();
    }
}
