package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpDecoderSpec;

/**
 * Puts the bounds of a connection into its pipeline: {@link RequestHeads} for bytes, {@link RequestQueue} for pipelined
 * requests, {@link ConnectionState} for time. Runs when the server's own pipeline is complete.
 */
record BoundedPipeline(
        Connections connections, ByteBudget budget, HttpDecoderSpec<?> decoder, Clock clock, Refusals refusals)
        implements ChannelPipelineConfigurer {

    /** More than one read brings. The codec drops requests beyond it, and closes the connection with a warning. */
    private static final int PIPELINE_DEPTH = 1 << 16;

    private static final HttpHeadersFactory NO_TRAILERS = new NoTrailers();

    BoundedPipeline(Connections connections, ByteBudget budget, HttpDecoderSpec<?> decoder, MeterRegistry registry) {
        this(connections, budget, decoder, registry.config().clock(), new Refusals(registry));
    }

    @Override
    public void onChannelInit(ConnectionObserver observer, Channel channel, @Nullable SocketAddress remote) {
        var heads = new RequestHeads(budget);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.replace(NettyPipeline.HttpCodec, NettyPipeline.HttpCodec, codec(heads));
        pipeline.addAfter(
                NettyPipeline.HttpCodec, "txstream.connectionState", new ConnectionState(connections, heads, clock));
        pipeline.addAfter(NettyPipeline.HttpCodec, "txstream.requestQueue", new RequestQueue(heads, refusals));
    }

    /** The server's codec, with the server's settings, but with other headers. */
    private HttpServerCodec codec(RequestHeads heads) {
        var config = new HttpDecoderConfig()
                .setMaxInitialLineLength(decoder.maxInitialLineLength())
                .setMaxHeaderSize(decoder.maxHeaderSize())
                .setInitialBufferSize(decoder.initialBufferSize())
                .setAllowDuplicateContentLengths(decoder.allowDuplicateContentLengths())
                .setAllowPartialChunks(decoder.allowPartialChunks())
                .setHeadersFactory(heads)
                .setTrailersFactory(NO_TRAILERS);
        return new HttpServerCodec(config, PIPELINE_DEPTH);
    }

    /** Discards trailer fields, as RFC 9110 allows (section 6.5.1). Nothing uses them. */
    private static final class NoTrailers extends DefaultHttpHeaders implements HttpHeadersFactory {

        @Override
        public HttpHeaders add(CharSequence name, Object value) {
            return this;
        }

        @Override
        public HttpHeaders newHeaders() {
            return this;
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return this;
        }
    }
}
