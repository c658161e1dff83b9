package io.txstream.ingest;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Answers all pipelined requests although the last one asks to close the connection (RFC 9112, sections 9.3.2 and 9.6).
 * Reactor Netty 1.3 closes after the first answer as soon as it has read such a request. So this handler hides the wish
 * from it, and closes the connection itself after the answer to that request. Runs on the event loop, between the HTTP
 * codec and the server.
 */
final class PipelinedClose extends ChannelDuplexHandler {

    private static final long NEVER = Long.MAX_VALUE;

    private long requests;
    private long answers;

    /** The number of the request that asked to close the connection. */
    private long closeAfter = NEVER;

    private boolean finalResponse;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            requests++;
            if (requests - answers > 1 && closeAfter == NEVER && !HttpUtil.isKeepAlive(request)) {
                closeAfter = requests;
                HttpUtil.setKeepAlive(request, true);
            }
        }
        if (requests > closeAfter) {
            ReferenceCountUtil.release(message); // a client must not send more after its wish to close
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the writer holds the promise
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            finalResponse = response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
            if (finalResponse && answers + 1 == closeAfter) {
                HttpUtil.setKeepAlive(response, false);
            }
        }
        if (message instanceof LastHttpContent && finalResponse) {
            answers++;
            if (answers == closeAfter) {
                ctx.write(message, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
                return;
            }
        }
        ctx.write(message, promise);
    }
}
