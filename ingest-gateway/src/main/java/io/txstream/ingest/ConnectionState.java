package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows what one connection owes: the rest of a request head, the rest of a body, or nothing while it waits for an
 * answer. Sits between the HTTP codec and the server. Its methods as a handler run on the event loop; any thread may
 * ask for its phase.
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
    private final Clock clock;

    /** Requests whose answers have not ended. More than one if the client pipelines. */
    private int unanswered;

    /** Whether a body has begun and not ended. With pipelining, that can be so while an answer is sent. */
    private boolean bodyOwed;

    private boolean finalResponse;
    private volatile Phase phase = Phase.HEAD;
    private volatile long sinceNanos;
    private volatile @Nullable ChannelHandlerContext context;

    ConnectionState(Connections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
        sinceNanos = clock.monotonicTime();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        connections.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        connections.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            bodyOwed = true;
            enter(Phase.BODY);
        }
        if (message instanceof LastHttpContent && bodyOwed) {
            bodyOwed = false;
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
        if (message instanceof LastHttpContent && finalResponse && unanswered > 0) {
            unanswered--;
            enter(afterAnswer());
        }
        ctx.write(message, promise);
    }

    private Phase afterAnswer() {
        if (unanswered == 0) {
            return Phase.HEAD;
        }
        return bodyOwed ? Phase.BODY : Phase.ANSWER;
    }

    private void enter(Phase next) {
        sinceNanos = clock.monotonicTime();
        phase = next;
    }

    Phase phase() {
        return phase;
    }

    /** Returns how long the current phase has lasted. */
    long nanosInPhase() {
        return clock.monotonicTime() - sinceNanos;
    }

    /** Fails the body that the connection owes, if it still does. The server answers 408, and closes the connection. */
    void failBody() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.executor().execute(() -> {
                if (phase == Phase.BODY) {
                    current.fireExceptionCaught(BodyFailure.tooSlow());
                }
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    void close() {
        ChannelHandlerContext current = context;
        if (current != null) {
            current.close();
        }
    }

    /** Returns the phase and its age, for debugging. */
    @Override
    public String toString() {
        return phase + " for " + TimeUnit.NANOSECONDS.toMillis(nanosInPhase()) + " ms";
    }
}
