package io.txstream.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import org.springframework.http.MediaType;
import reactor.netty.NettyPipeline;

/**
 * Makes problem details of the errors that are answered before any route: the server answers a request that it cannot
 * read with a status alone. Runs on event loops, and changes only answers without a body.
 */
@Sharable
final class UnreadableRequestBodies extends ChannelOutboundHandlerAdapter {

    private static final Map<HttpResponseStatus, String> DETAILS = Map.of(
            HttpResponseStatus.BAD_REQUEST, "The request cannot be read; characters of the URL may need encoding",
            HttpResponseStatus.REQUEST_URI_TOO_LONG, "The request line is too long",
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The header fields are too long",
            HttpResponseStatus.INTERNAL_SERVER_ERROR, "Unexpected error; it has been logged");

    /** Adds this handler to a connection of the server, unless its codec is added later (TLS with HTTP/2). */
    void addTo(Channel channel) {
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel.pipeline().addAfter(NettyPipeline.HttpCodec, "txstream.unreadableRequestBodies", this);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        boolean isUnexplained = message instanceof FullHttpResponse response
                && DETAILS.containsKey(response.status())
                && !response.content().isReadable()
                && !response.headers().contains(HttpHeaderNames.CONTENT_TYPE);
        super.write(context, isUnexplained ? explained((FullHttpResponse) message) : message, promise);
    }

    private static FullHttpResponse explained(FullHttpResponse response) {
        byte[] problem = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(response.status().reasonPhrase(), response.status().code(), DETAILS.get(response.status()))
                .getBytes(UTF_8);
        FullHttpResponse explained = response.replace(Unpooled.wrappedBuffer(problem));
        explained
                .headers()
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, problem.length);
        ReferenceCountUtil.release(response);
        return explained;
    }
}
