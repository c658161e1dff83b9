package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;

/**
 * Gives the server one request of a connection at a time. Pipelined ones wait here, within the bound of
 * {@link RequestHeads}, and while one waits, nothing more is read. So every request is answered, in order, also if the
 * last one asks to close the connection (RFC 9112, sections 9.3.2 and 9.6). Reactor Netty 1.3 itself closes after the
 * first answer as soon as it has read such a request, and reads up to 128 requests ahead.
 *
 * <p>Runs on the event loop, between the HTTP codec and the server.
 */
final class RequestQueue extends ChannelDuplexHandler {

    private static final long REQUEST_BYTES = 1 << 10;

    private final RequestHeads heads;
    private final Queue<Object> waiting = new ArrayDeque<>(2);

    /** What the head of the server's request holds. */
    private long heldByServer;

    /** Whether the rest of a body still belongs to the server's request. */
    private boolean inBody;

    private boolean serverIsFree = true;
    private @Nullable ChannelHandlerContext context;

    RequestQueue(RequestHeads heads) {
        this.heads = heads;
    }

    /** Takes up every end of a request that the server reports, on the event loop of the connection. */
    static void observe(Connection connection, ConnectionObserver.State state) {
        RequestQueue queue = ConnectionObserver.State.DISCONNECTING.equals(state)
                ? connection.channel().pipeline().get(RequestQueue.class)
                : null;
        if (queue != null) {
            queue.serverIsFree();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (waiting.isEmpty() && mayPass()) {
            pass(ctx, message);
        } else if (heads.hold(bytesOf(message))) {
            waiting.add(message);
            ctx.channel().config().setAutoRead(false);
        } else {
            ReferenceCountUtil.release(message);
            ctx.close();
        }
    }

    private boolean mayPass() {
        return inBody || serverIsFree;
    }

    private void pass(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            serverIsFree = false;
            inBody = true;
            heldByServer = RequestHeads.bytesOf(request);
        }
        if (message instanceof LastHttpContent) {
            inBody = false;
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (waiting.isEmpty()) {
            ctx.read();
        }
    }

    /** The answer has left. */
    private void serverIsFree() {
        serverIsFree = true;
        heads.release(heldByServer);
        heldByServer = 0;
        if (!waiting.isEmpty()) {
            ChannelHandlerContext ctx = requireNonNull(context);
            ctx.executor().execute(() -> passWaiting(ctx)); // the server is still in the middle of the end
        }
    }

    private void passWaiting(ChannelHandlerContext ctx) {
        while (!waiting.isEmpty() && mayPass()) {
            Object message = waiting.remove();
            heads.release(bytesOf(message));
            pass(ctx, message);
        }
        if (waiting.isEmpty()) {
            ctx.read();
        }
    }

    /** Returns what a waiting message holds besides its header fields, which count already. */
    private static long bytesOf(Object message) {
        if (message instanceof HttpRequest request) {
            return REQUEST_BYTES + request.uri().length();
        }
        return message instanceof HttpContent content ? content.content().readableBytes() : 0;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        heads.close();
    }
}
