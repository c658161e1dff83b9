package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;

/**
 * Gives the server one request of a connection at a time. Pipelined ones wait here, within the bound of
 * {@link RequestHeads}, and while one waits, nothing more is read. So every request is answered, in order, also if the
 * last one asks to close the connection (RFC 9112, sections 9.3.2 and 9.6). Reactor Netty 1.3 itself closes after the
 * first answer as soon as it has read such a request, and reads up to 128 requests ahead.
 *
 * <p>Answers itself, in turn, a request that cannot have a route, or that exceeds the bound. That answer is the last of
 * the connection. What the client still sends is discarded unread, because a close would make it lose the answer.
 *
 * <p>Runs on the event loop, between the HTTP codec and the server.
 */
final class RequestQueue extends ChannelDuplexHandler {

    private static final long REQUEST_BYTES = 1 << 10;

    private final RequestHeads heads;
    private final Refusals refusals;

    /** Parts of requests, beginning with a head. The last one can be a {@link Refusal} in place of a request. */
    private final Deque<Object> waiting = new ArrayDeque<>(2);

    /** What the head of the server's request holds. */
    private long heldByServer;

    /** Whether the rest of a body still belongs to the server's request. */
    private boolean inBody;

    private boolean serverIsFree = true;

    /** Whether a request was refused, so that everything after it in the same read is discarded. */
    private boolean isRefusing;

    private @Nullable ChannelHandlerContext context;

    /** @param refusals counts what is refused, on all connections */
    RequestQueue(RequestHeads heads, Refusals refusals) {
        this.heads = heads;
        this.refusals = refusals;
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

    /**
     * Gives back the bytes of the budget that the head of the server's request holds, and returns true if it holds
     * some. Nothing may use its fields any more: the caller clears them. Call on the event loop of the connection.
     */
    static boolean giveBackLargeHead(Channel channel) {
        RequestQueue queue = channel.pipeline().get(RequestQueue.class);
        if (queue == null || !queue.heads.holdsBudget()) {
            return false;
        }
        queue.heads.release(queue.heldByServer);
        queue.heldByServer = 0;
        return true;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            request.setUri(RequestTargets.withEncodedSemicolons(request.uri()));
        }
        Refusal refusal = refusal(message);
        if (isRefusing) {
            discard(message);
        } else if (refusal != null) {
            refuse(ctx, message, refusal);
        } else if (waiting.isEmpty() && mayPass()) {
            pass(ctx, message);
        } else if (heads.hold(bytesOf(message))) {
            waiting.add(message);
            ctx.channel().config().setAutoRead(false);
        } else {
            refuse(ctx, message, Refusal.NO_ROOM);
        }
    }

    private static @Nullable Refusal refusal(Object message) {
        if (!(message instanceof HttpRequest request)) {
            return null;
        }
        if (request.decoderResult().cause() instanceof RequestHeads.NoRoomException) {
            return Refusal.NO_ROOM;
        }
        return RequestTargets.canHaveRoute(request.uri()) ? null : Refusal.NO_SUCH_PATH;
    }

    /** Refuses the request of which a message is a part. Its other parts wait, since the server has none of them. */
    private void refuse(ChannelHandlerContext ctx, Object message, Refusal refusal) {
        refusals.count(refusal);
        isRefusing = true;
        ctx.pipeline().addBefore(NettyPipeline.HttpCodec, null, new Discarding());
        Object part = message;
        discard(part);
        while (!(part instanceof HttpRequest)) {
            part = waiting.removeLast();
            heads.release(bytesOf(part));
            discard(part);
        }
        waiting.add(refusal);
        ctx.channel().config().setAutoRead(false);
        if (mayPass()) {
            passWaiting(ctx);
        }
    }

    private void discard(Object message) {
        if (message instanceof HttpRequest request) {
            heads.release(RequestHeads.bytesOf(request));
        }
        ReferenceCountUtil.release(message);
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
            if (message instanceof Refusal refusal) {
                ctx.channel().config().setAutoRead(true);
                refusal.write(ctx);
            } else {
                pass(ctx, message);
            }
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

    /** In front of the codec, which would keep a few bytes of every request that is not answered. */
    private static final class Discarding extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            ReferenceCountUtil.release(bytes);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        heads.close();
    }
}
