package io.txstream.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection to status-query that is silent for too long while an answer is due, so that the lookup fails.
 * While nothing is read because the caller takes no more, silence does not count: {@link StalledReader} bounds that.
 *
 * <p>Stays with the connection for all of its lookups. Usually a lookup ends before the timer of the one before, so
 * that only one timer runs per connection and timeout. Used on the event loop of the connection.
 */
final class SilenceLimit extends ChannelDuplexHandler {

    /** What status-query owes. */
    private enum Due {
        NOTHING,
        HEAD,
        BODY
    }

    private LookupKind kind = LookupKind.PLAIN;
    private Due due = Due.NOTHING;
    private long sinceNanos;
    private @Nullable Future<?> check;
    private long checkAtNanos;

    /** Sets the kind of the next lookup on a connection. */
    static void expect(Channel channel, LookupKind kind) {
        SilenceLimit limit = channel.pipeline().get(SilenceLimit.class);
        if (limit != null) {
            limit.kind = kind;
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the writer holds the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            await(ctx, Due.HEAD);
        }
        ctx.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof LastHttpContent) {
            due = due == Due.HEAD ? Due.HEAD : Due.NOTHING; // an informational answer is not the end
        } else if (message instanceof HttpResponse response) {
            if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                await(ctx, Due.BODY);
            }
        } else {
            sinceNanos = nanoTime(ctx);
        }
        ctx.fireChannelRead(message);
    }

    private void await(ChannelHandlerContext ctx, Due next) {
        due = next;
        sinceNanos = nanoTime(ctx);
        checkAt(ctx, sinceNanos + limit().toNanos());
    }

    private Duration limit() {
        return due == Due.HEAD ? kind.head() : kind.silence();
    }

    /** Ensures a check at a time. An earlier check will see to it. */
    private void checkAt(ChannelHandlerContext ctx, long nanos) {
        if (check != null) {
            if (checkAtNanos - nanos <= 0) {
                return;
            }
            check.cancel(false);
        }
        checkAtNanos = nanos;
        check = ctx.executor().schedule(() -> check(ctx), nanos - nanoTime(ctx), TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext ctx) {
        check = null;
        if (due == Due.NOTHING) {
            return;
        }
        long now = nanoTime(ctx);
        if (due == Due.BODY && !ctx.channel().config().isAutoRead()) {
            sinceNanos = now; // the caller takes no more
        }
        long endNanos = sinceNanos + limit().toNanos();
        if (endNanos - now <= 0) {
            close(ctx);
        } else {
            checkAt(ctx, endNanos);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        due = Due.NOTHING;
        if (check != null) {
            check.cancel(false);
            check = null;
        }
    }

    private static long nanoTime(ChannelHandlerContext ctx) {
        return ctx.executor().ticker().nanoTime();
    }
}
