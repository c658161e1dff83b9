package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.netty.NettyPipeline;

class ConnectionsTest {

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);

    private final MockClock clock = new MockClock();
    private final Connections connections = new Connections(3, HEAD_TIMEOUT, clock);
    private final List<Throwable> failures = new ArrayList<>();

    @Test
    void closesAConnectionThatSendsItsHeadByteByByte() {
        EmbeddedChannel slow = connect();
        for (int second = 0; second < 30; second++) {
            receive(slow, "P");
            clock.addSeconds(1);
            sweep(slow);
        }
        assertThat(slow.isOpen()).isTrue();
        clock.addSeconds(1);
        sweep(slow);
        assertThat(slow.isOpen()).isFalse();
        assertThat(connections.size()).isZero();
    }

    @Test
    void failsABodyThatDoesNotArriveInTime() {
        EmbeddedChannel slow = connect();
        receive(slow, "POST / HTTP/1.1\r\nContent-Length: 60\r\n\r\n");
        for (int second = 0; second < 10; second++) {
            receive(slow, "x");
            clock.addSeconds(1);
        }
        sweep(slow);
        assertThat(failures).isEmpty();
        clock.addSeconds(1);
        sweep(slow);
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("TOO_SLOW");
    }

    @Test
    void failsSlowBodiesSoonerUnderPressure() {
        EmbeddedChannel slow = connect();
        receive(slow, "POST / HTTP/1.1\r\nContent-Length: 60\r\n\r\n");
        connections.relieve();
        slow.runPendingTasks();
        assertThat(failures).isEmpty();
        clock.addSeconds(2);
        connections.relieve();
        slow.runPendingTasks();
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("TOO_SLOW");
    }

    @Test
    void waitsForAnAnswerWithoutLimit() {
        EmbeddedChannel waiting = connect();
        receive(waiting, "GET / HTTP/1.1\r\n\r\n");
        clock.add(Duration.ofHours(1));
        sweep(waiting);
        assertThat(waiting.isOpen()).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void measuresTheNextHeadFromTheEndOfTheAnswer() {
        EmbeddedChannel kept = connect();
        receive(kept, "GET / HTTP/1.1\r\n\r\n");
        clock.add(Duration.ofHours(1));
        answer(kept);
        clock.addSeconds(30);
        sweep(kept);
        assertThat(kept.isOpen()).isTrue();
        clock.addSeconds(1);
        sweep(kept);
        assertThat(kept.isOpen()).isFalse();
    }

    @Test
    void waitsForThePipelinedAnswersToo() {
        EmbeddedChannel pipelining = connect();
        receive(pipelining, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
        answer(pipelining);
        clock.addSeconds(31);
        sweep(pipelining);
        assertThat(pipelining.isOpen()).isTrue();
    }

    @Test
    void failsAPipelinedBodyThatDoesNotArriveInTime() {
        EmbeddedChannel pipelining = connect();
        receive(pipelining, "GET /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 60\r\n\r\nx");
        answer(pipelining);
        clock.addSeconds(11);
        sweep(pipelining);
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("TOO_SLOW");
    }

    @Test
    void aNewConnectionBeyondTheBoundReplacesTheOneIdleForLongest() {
        EmbeddedChannel busy = connect();
        receive(busy, "GET / HTTP/1.1\r\n\r\n");
        clock.addSeconds(1);
        EmbeddedChannel idle = connect();
        clock.addSeconds(1);
        EmbeddedChannel recent = connect();
        clock.addSeconds(1);
        EmbeddedChannel added = connect();
        assertThat(List.of(busy, idle, recent, added))
                .extracting(EmbeddedChannel::isOpen)
                .containsExactly(true, false, true, true);
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void aNewConnectionIsRefusedIfAllOthersAreBusy() {
        for (int i = 0; i < 3; i++) {
            receive(connect(), "GET / HTTP/1.1\r\n\r\n");
        }
        assertThat(connect().isOpen()).isFalse();
    }

    private EmbeddedChannel connect() {
        var channel = new EmbeddedChannel();
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
                failures.add(failure);
            }
        });
        connections.follow(channel);
        return channel;
    }

    private void sweep(EmbeddedChannel channel) {
        connections.sweep();
        channel.runPendingTasks();
    }

    private static void receive(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private static void answer(EmbeddedChannel channel) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }
}
