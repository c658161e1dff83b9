package io.txstream.status.projection;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A connection factory that opens no connection while its gate is shut. */
final class GatedConnections implements ConnectionFactory {

    private final ConnectionFactory connections;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Sinks.Empty<Void> gate = openGate();
    private volatile boolean served;

    GatedConnections(ConnectionFactory connections) {
        this.connections = connections;
    }

    void shut() {
        served = false;
        gate = Sinks.empty();
    }

    void open() {
        gate.tryEmitEmpty();
    }

    /** Returns whether a caller waits for a connection at the shut gate. */
    boolean isAwaited() {
        return waiting.get() > 0;
    }

    /** Returns whether a connection was opened since the gate was last shut. */
    boolean hasServed() {
        return served;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.defer(() -> {
            waiting.incrementAndGet();
            return gate.asMono()
                    .then(Mono.from(connections.create()))
                    .doOnNext(connection -> served = true)
                    .doFinally(end -> waiting.decrementAndGet());
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return connections.getMetadata();
    }

    private static Sinks.Empty<Void> openGate() {
        Sinks.Empty<Void> gate = Sinks.empty();
        gate.tryEmitEmpty();
        return gate;
    }
}
