package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** What a connection may send before the server takes it: the bounds of {@link RequestHeads} too. */
class RequestQueueTest {

    private static final int BUDGET = 100 << 10;

    private final ByteBudget budget = new ByteBudget(BUDGET, () -> {});
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EmbeddedChannel channel = connect();

    @AfterEach
    void everythingIsGivenBack() {
        channel.finishAndReleaseAll();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void passesOneRequestAtATimeInTheirOrder() {
        receive(get("/1") + get("/2") + get("/3"));
        assertThat(passed()).containsExactly("/1");
        answer();
        assertThat(passed()).containsExactly("/2");
        answer();
        assertThat(passed()).containsExactly("/3");
    }

    @Test
    void aRequestWaitsUntilTheAnswerBeforeItHasLeft() {
        receive(get("/1"));
        assertThat(passed()).containsExactly("/1");
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        receive(get("/2"));
        assertThat(passed()).isEmpty();
        end();
        assertThat(passed()).containsExactly("/2");
    }

    @Test
    void readsNothingMoreWhileARequestWaits() {
        channel.config().setAutoRead(true);
        receive(get("/1") + get("/2"));
        assertThat(channel.config().isAutoRead()).isFalse();
    }

    @Test
    void passesTheRestOfABodyThatIsAlreadyAnswered() {
        receive("POST /1 HTTP/1.1\r\nContent-Length: 10\r\n\r\n01234");
        answer();
        receive("56789" + get("/2"));
        assertThat(passed()).containsExactly("/1", "/2");
    }

    @Test
    void refusesAHeadWithTooManyFields() {
        receive("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestHeads.MAX_FIELDS) + "\r\n");
        assertThat(head().decoderResult().isSuccess()).isTrue();
        answer();
        receive("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(RequestHeads.MAX_FIELDS + 1) + "\r\n");
        assertThat(head().decoderResult().cause()).isInstanceOf(TooLongHttpHeaderException.class);
    }

    @Test
    void takesTheBudgetForALargeHeadUntilItsAnswer() {
        receive("GET / HTTP/1.1\r\n" + ("a:" + "b".repeat(250) + "\r\n").repeat(30));
        assertThat(budget.taken()).isZero();
        receive("a:\r\n".repeat(65));
        assertThat(budget.taken()).isBetween(10L << 10, 40L << 10);
        receive("\r\n");
        assertThat(budget.taken()).isPositive();
        answer();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void answers503ToAHeadThatIsLargerThanTheBudget() {
        assertThat(budget.tryTake(BUDGET)).isTrue();
        receive("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(90) + "\r\n");
        assertThat(passed()).isEmpty();
        assertThat(sent()).startsWith("HTTP/1.1 503 ").containsIgnoringCase("retry-after: 1");
        assertThat(refused("no_room")).isEqualTo(1);
        assertThat(channel.isOpen()).isFalse();
        budget.giveBack(BUDGET);
    }

    @Test
    void answersTheRequestInProgressAndThoseThatWaitBeforeItRefusesTheFirstThatExceedsTheBudget() {
        assertThat(budget.tryTake(BUDGET)).isTrue();
        receive(get("/1") + get("/2") + "POST /3 HTTP/1.1\r\nContent-Length: 20000\r\n\r\n" + "x".repeat(20_000)
                + get("/4"));
        assertThat(channel.isOpen()).isTrue();
        answer();
        answer();
        assertThat(passed()).containsExactly("/1", "/2");
        assertThat(sent()).matches("(?s)HTTP/1.1 200 .*HTTP/1.1 200 .*HTTP/1.1 503 .*");
        assertThat(channel.isOpen()).isFalse();
        budget.giveBack(BUDGET);
    }

    @Test
    void answers404InTurnToATargetThatNoRouteHas() {
        receive(get("/1") + get("/1/2/3/4/5") + get("/3"));
        assertThat(channel.isOpen()).isTrue();
        answer();
        assertThat(passed()).containsExactly("/1");
        assertThat(sent())
                .matches("(?s)HTTP/1.1 200 .*HTTP/1.1 404 .*")
                .containsIgnoringCase("content-type: application/problem+json");
        assertThat(refused("no_such_path")).isEqualTo(1);
        assertThat(refused("no_room")).isZero();
        assertThat(channel.isOpen()).isFalse();
    }

    /** The codec remembers every request until its answer, and no answer follows. */
    @Test
    void decodesNothingAfterTheReadWithARefusedRequest() {
        var decoded = new AtomicInteger();
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                decoded.addAndGet(message instanceof HttpRequest ? 1 : 0);
                ctx.fireChannelRead(message);
            }
        });
        receive(get("/1") + get("/1/2/3/4/5"));
        receive(get("/2").repeat(1_000));
        assertThat(channel.isOpen()).isTrue();
        assertThat(decoded).hasValue(2);
    }

    @Test
    void encodesTheSemicolonsOfAPath() {
        receive(get("/v1/transactions/a;b?c;d"));
        assertThat(passed()).containsExactly("/v1/transactions/a%3Bb?c;d");
    }

    @Test
    void discardsTrailers() {
        receive("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + "a:\r\n".repeat(2_000) + "\r\n"
                + get("/2"));
        answer();
        assertThat(passed()).containsExactly("/", "/2");
        assertThat(budget.taken()).isZero();
    }

    private double refused(String reason) {
        return registry.get("txstream.ingest.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private EmbeddedChannel connect() {
        var connected = new EmbeddedChannel();
        connected.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        var connections = new Connections(10, Duration.ofSeconds(30), new MockClock());
        new BoundedPipeline(
                        connections, budget, HttpServer.create().configuration().decoder(), registry)
                .onChannelInit(ConnectionObserver.emptyListener(), connected, null);
        return connected;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private void receive(String text) {
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
        }
    }

    private void answer() {
        channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        end();
    }

    /** The server does this when the answer has left. */
    private void end() {
        RequestQueue.observe(Connection.from(channel), ConnectionObserver.State.DISCONNECTING);
        channel.runPendingTasks();
    }

    /** Returns what was sent since the last call. */
    private String sent() {
        var text = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            text.append(part.toString(US_ASCII));
            part.release();
        }
        return text.toString();
    }

    private HttpRequest head() {
        return channel.inboundMessages().stream()
                .filter(HttpRequest.class::isInstance)
                .map(HttpRequest.class::cast)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** Returns the paths of the requests that were passed since the last call. */
    private List<String> passed() {
        List<String> paths = channel.inboundMessages().stream()
                .filter(HttpRequest.class::isInstance)
                .map(message -> ((HttpRequest) message).uri())
                .toList();
        channel.releaseInbound();
        return paths;
    }
}
