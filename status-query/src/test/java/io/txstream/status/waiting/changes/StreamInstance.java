package io.txstream.status.waiting.changes;

import io.txstream.status.batches.ProjectedBatches.Signal;
import io.txstream.status.lookup.TransactionDocuments;
import io.txstream.status.request.Places;
import io.txstream.status.waiting.ChangedTables;
import io.txstream.status.waiting.FakeFeed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** An instance with its feed and streams, whose connections take bytes or do not. */
final class StreamInstance implements AutoCloseable {

    private final ChangeLog log;
    private final ChangeStreams streams;
    private final FakeFeed feed;
    private volatile boolean writable = true;

    StreamInstance(ChangedTables tables) {
        var documents = new TransactionDocuments(new JsonMapper(), Duration.ofSeconds(30));
        log = new ChangeLog(documents, new Replays(documents, tables));
        streams = new ChangeStreams(log, new Places(1_000));
        feed = new FakeFeed(tables, log);
    }

    StreamClient open(@Nullable String lastEventId) {
        return new StreamClient(streams.open(view -> true, lastEventId, new Wire(Runnable::run, () -> writable)));
    }

    void announce(long batch) {
        feed.announce(new Signal.Committed(batch));
    }

    void loseAnnouncements() {
        feed.announce(new Signal.Lost());
    }

    void hold() {
        writable = false;
    }

    void go() {
        writable = true;
        log.ping(); // wakes, as the end of a write does
    }

    @Override
    public void close() {
        feed.close();
    }
}
