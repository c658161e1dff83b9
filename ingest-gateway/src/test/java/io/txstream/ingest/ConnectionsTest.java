package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpDecoderSpec;
import reactor.netty.http.server.HttpServer;

class ConnectionsTest {

    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);
    private static final String BEGINNING_OF_A_BODY = "POST / HTTP/1.1\r\nContent-Length: 60\r\n\r\nx";
    private static final HttpDecoderSpec<?> DECODER =
            HttpServer.create().configuration().decoder();

    private final MockClock clock = new MockClock();
    private final Connections connections = new Connections(3, HEAD_TIMEOUT, clock);
    private final ByteBudget budget = new ByteBudget(1 << 20, connections::relieve);
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
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
        receive(slow, BEGINNING_OF_A_BODY);
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
        receive(slow, BEGINNING_OF_A_BODY);
        connections.relieve();
        run(slow);
        assertThat(failures).isEmpty();
        clock.addSeconds(2);
        connections.relieve();
        run(slow);
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

    /** Reactor Netty warns about an error that arrives after the end of a body. */
    @Test
    void failsABodyOnce() {
        EmbeddedChannel slow = connect();
        receive(slow, BEGINNING_OF_A_BODY);
        for (int second = 0; second < 20; second++) {
            clock.addSeconds(1);
            sweep(slow);
        }
        assertThat(failures).hasSize(1);
    }

    /** What comes next is not the client's turn to send, so that it cannot be late. */
    @Test
    void aPipelinedBodyIsNotLateWhileTheRequestBeforeWaits() {
        EmbeddedChannel pipelining = connect();
        receive(pipelining, "GET /1 HTTP/1.1\r\n\r\n" + BEGINNING_OF_A_BODY);
        clock.addSeconds(60);
        sweep(pipelining);
        assertThat(pipelining.isOpen()).isTrue();
        answer(pipelining);
        clock.addSeconds(10);
        sweep(pipelining);
        assertThat(failures).isEmpty();
        clock.addSeconds(1);
        sweep(pipelining);
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("TOO_SLOW");
    }

    @Test
    void closesSlowHeadsUnderPressureIfTheyHoldSomeOfTheBudget() {
        EmbeddedChannel small = connect();
        receive(small, "GET / HTTP/1.1\r\nHost: a\r\n");
        EmbeddedChannel large = connect();
        receive(large, "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(90));
        clock.addSeconds(2);
        connections.relieve();
        run(small, large);
        assertThat(small.isOpen()).isTrue();
        assertThat(large.isOpen()).isFalse();
    }

    @Test
    void closesPipeliningConnectionsUnderPressureIfTheyHoldSomeOfTheBudget() {
        EmbeddedChannel waiting = connect();
        receive(waiting, "GET / HTTP/1.1\r\n\r\n");
        EmbeddedChannel pipelining = connect();
        receive(pipelining, "GET / HTTP/1.1\r\n\r\n".repeat(30));
        clock.addSeconds(2);
        connections.relieve();
        run(waiting, pipelining);
        assertThat(waiting.isOpen()).isTrue();
        assertThat(pipelining.isOpen()).isFalse();
    }

    /** A lookup can be held for long, and needs its fields only until it is forwarded. */
    @Test
    void keepsAHeldLookupUnderPressureOnceItsLargeHeadIsGivenBack() {
        EmbeddedChannel held = connect();
        receive(held, "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(90) + "\r\n");
        assertThat(budget.taken()).isPositive();
        assertThat(RequestQueue.giveBackLargeHead(held)).isTrue();
        assertThat(budget.taken()).isZero();
        clock.addSeconds(2);
        connections.relieve();
        run(held);
        assertThat(held.isOpen()).isTrue();
        answer(held);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void keepsASmallHeadOfALookup() {
        EmbeddedChannel waiting = connect();
        receive(waiting, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(RequestQueue.giveBackLargeHead(waiting)).isFalse();
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
        run(busy, idle, recent, added);
        assertThat(List.of(busy, idle, recent, added))
                .extracting(EmbeddedChannel::isOpen)
                .containsExactly(true, false, true, true);
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void aNewConnectionBeyondTheBoundReplacesABodyOwedForLongest() {
        EmbeddedChannel slow = connect();
        receive(slow, BEGINNING_OF_A_BODY);
        clock.addSeconds(1);
        connect();
        clock.addSeconds(1);
        connect();
        run(slow);
        assertThat(failures).isEmpty();
        connect();
        run(slow);
        assertThat(failures).singleElement().extracting(Throwable::getMessage).isEqualTo("TOO_SLOW");
    }

    /** The choice is made on another thread than that of the connection. */
    @Test
    void aConnectionThatMovesOnMeanwhileStaysAndAnotherIsReplaced() {
        EmbeddedChannel longest = connect();
        clock.addSeconds(1);
        EmbeddedChannel next = connect();
        clock.addSeconds(1);
        connect();
        connect();
        receive(longest, "GET / HTTP/1.1\r\n\r\n"); // also runs the task that would close it
        run(longest, next);
        assertThat(longest.isOpen()).isTrue();
        assertThat(next.isOpen()).isFalse();
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void aNewConnectionIsRefusedIfAllOthersWaitForAnswers() {
        for (int i = 0; i < 3; i++) {
            receive(connect(), "GET / HTTP/1.1\r\n\r\n");
        }
        EmbeddedChannel refused = connect();
        run(refused);
        assertThat(refused.isOpen()).isFalse();
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
        new BoundedPipeline(connections, budget, DECODER, registry)
                .onChannelInit(ConnectionObserver.emptyListener(), channel, null);
        return channel;
    }

    private void sweep(EmbeddedChannel channel) {
        connections.sweep();
        run(channel);
    }

    private static void run(EmbeddedChannel... channels) {
        Stream.of(channels).forEach(EmbeddedChannel::runPendingTasks);
    }

    private static void receive(EmbeddedChannel channel, String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private static void answer(EmbeddedChannel channel) {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        RequestQueue.observe(Connection.from(channel), ConnectionObserver.State.DISCONNECTING);
        channel.runPendingTasks();
    }
}
