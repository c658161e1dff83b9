package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * Follows what one connection owes: the rest of a request head, the rest of a body, or nothing while it waits for an
 * answer. {@link Connections} owns the bounds. Sits between the {@link RequestQueue} and the server. Its methods as a
 * handler run on the event loop; any thread may call the others, once the connections know it.
 */
final class ConnectionState extends ChannelDuplexHandler {

    /** What the connection owes. */
    enum Phase {
        /** A complete request head: the connection is new, idle, or in the middle of a head. */
        HEAD,
        /** The rest of a body. */
        BODY,
        /** Nothing: the server owes it an answer. */
        ANSWER
    }

    private final Connections connections;
    private final RequestHeads heads;
    private final Clock clock;

    private boolean finalResponse;
    private Phase phase = Phase.HEAD;
    private long sinceNanos;
    private @Nullable ChannelHandlerContext context;

    ConnectionState(Connections connections, RequestHeads heads, Clock clock) {
        this.connections = connections;
        this.heads = heads;
        this.clock = clock;
        sinceNanos = clock.monotonicTime();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        connections.add(this, sinceNanos);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        connections.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            enter(Phase.BODY);
        }
        if (message instanceof LastHttpContent && phase == Phase.BODY) {
            enter(Phase.ANSWER);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the writer holds the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            finalResponse = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
        }
        if (message instanceof LastHttpContent && finalResponse) {
            enter(Phase.HEAD);
        }
        ctx.write(message, promise);
    }

    private void enter(Phase next) {
        sinceNanos = clock.monotonicTime();
        connections.move(this, phase, next, sinceNanos);
        phase = next;
    }

    /** Whether its heads hold bytes that others need. */
    boolean holdsBudget() {
        return heads.holdsBudget();
    }

    /**
     * Ends a connection that is still in a phase: closes it, or fails the body, for which the server answers 408 and
     * closes.
     *
     * @param since when the phase began
     * @param alternative run on the event loop instead if the connection has left that phase
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    void end(Phase expected, long since, Runnable alternative) {
        ChannelHandlerContext current = requireNonNull(context);
        current.executor().execute(() -> {
            if (phase != expected || sinceNanos != since) {
                alternative.run();
            } else if (phase == Phase.BODY) {
                enter(Phase.ANSWER);
                current.fireExceptionCaught(BodyFailure.tooSlow());
            } else {
                current.close();
            }
        });
    }
}
