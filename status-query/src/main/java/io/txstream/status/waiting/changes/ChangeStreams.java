package io.txstream.status.waiting.changes;

import io.txstream.status.lookup.TransactionView;
import io.txstream.status.request.Places;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink.OverflowStrategy;

/** Streams all changes of the deployment, whichever instance has projected them. Any thread may call it. */
public final class ChangeStreams {

    private final ChangeLog log;
    private final Places places;

    ChangeStreams(ChangeLog log, Places places) {
        this.log = log;
        this.places = places;
    }

    /**
     * Opens a stream of server-sent events. It begins with what the client has missed since the last event that it has
     * seen, and ends when the instance stops. Where changes are missing, it has an event {@code gap}. Fails with
     * {@link Places.NoPlace} if there are too many streams.
     *
     * @param lastEventId what the client says is the last event that it has seen; null if it is new
     */
    public Flux<byte[]> open(Predicate<TransactionView> filter, @Nullable String lastEventId, Wire wire) {
        return places.holdAll(() -> Flux.create(
                sink -> new ChangeReader(log, filter, wire, sink).start(lastEventId),
                OverflowStrategy.IGNORE)); // the reader writes no more than is requested
    }

    /** Returns the number of open streams. */
    int open() {
        return places.taken();
    }

    /** Returns whether a stream that would be opened now has no place. */
    public boolean areFull() {
        return places.areTaken();
    }
}
