package io.txstream.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import reactor.netty.NettyPipeline;

/**
 * Closes the connection of a caller that takes no whole part of a streamed answer for {@link LookupTimeouts#STALL},
 * although one waits. In a connection's pipeline while an answer is streamed.
 */
final class StalledReader extends IdleStateHandler {

    private static final String NAME = "txstream.stalledReader";

    private StalledReader() {
        super(0, LookupTimeouts.STALL.toMillis(), 0, TimeUnit.MILLISECONDS);
    }

    /** Watches a connection. Call on its event loop. */
    static void watch(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.HttpCodec) != null) {
            pipeline.addBefore(NettyPipeline.HttpCodec, NAME, new StalledReader());
        }
    }

    /** Ends the watch. Call on the event loop. */
    static void unwatch(Channel channel) {
        if (channel.pipeline().get(NAME) != null) {
            channel.pipeline().remove(NAME);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
    protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event) {
        ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
        if (waiting != null && waiting.totalPendingWriteBytes() > 0) {
            ctx.close();
        }
    }
}
