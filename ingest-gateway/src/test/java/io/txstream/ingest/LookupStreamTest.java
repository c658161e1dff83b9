package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.txstream.testsupport.RawConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Lookups whose answers come in parts. */
class LookupStreamTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String EVENTS = "/v1/transactions/t1";
    private static final String[] ACCEPT_EVENTS = {"Accept", "text/event-stream"};
    private static final String REQUEST =
            "GET " + EVENTS + " HTTP/1.%d\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n";

    /** As much as the caller takes, and more. */
    private static final String EXPORT = "/v1/transactions";

    /** A body of a known length that is too long to be held. */
    private static final String LONG = "/v1/transactions/long";

    private static final String SHORT = "/v1/transactions/short";

    private static final int PART = 10_000;
    private static final int PARTS = 30;

    private final AtomicLong exported = new AtomicLong();
    private final Sinks.Many<ByteBuf> events = Sinks.many().unicast().onBackpressureBuffer();
    private final ForwardedLookups lookups = new ForwardedLookups(this::answer);

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        return switch (request.uri()) {
            case EVENTS -> response.sse().sendHeaders().send(events.asFlux(), part -> true);
            case SHORT -> response.header("Content-Length", "5").sendString(Mono.just("short"));
            case LONG ->
                response.header("Content-Length", String.valueOf(PART * PARTS))
                        .send(Flux.range(0, PARTS).map(i -> part()));
            default ->
                response.send(
                        Flux.<ByteBuf>generate(sink -> sink.next(part())).doOnNext(part -> exported.addAndGet(PART)));
        };
    }

    private static ByteBuf part() {
        return Unpooled.wrappedBuffer("x".repeat(PART).getBytes(UTF_8));
    }

    private void emit(String event) {
        events.tryEmitNext(Unpooled.copiedBuffer(event, UTF_8)).orThrow();
    }

    @AfterEach
    void close() {
        events.tryEmitComplete();
        await().atMost(TIMEOUT).until(() -> lookups.places.takenPlain() + lookups.places.takenHeld() == 0);
        lookups.close();
    }

    @Test
    void passesHeadAndEventsOnOneByOneAndEndsWithThem() throws IOException {
        try (InputStream stream = lookups.stream(EVENTS, ACCEPT_EVENTS)) {
            assertThat(lookups.places.takenHeld()).isEqualTo(1);
            for (int i = 0; i < 100; i++) {
                emit("data: " + i + "\n");
                assertThat(stream.readNBytes(("data: " + i + "\n").length()))
                        .asString(UTF_8)
                        .isEqualTo("data: " + i + "\n");
            }
            events.tryEmitComplete().orThrow();
            assertThat(stream.readAllBytes()).isEmpty();
        }
        assertThat(lookups.counted("answered")).isEqualTo(1);
    }

    @Test
    void connectionsAreUsedAgainAfterAStream() {
        emit("data: 1\n");
        events.tryEmitComplete();
        assertThat(lookups.get(EVENTS, ACCEPT_EVENTS).body()).isEqualTo("data: 1\n");
        for (int i = 0; i < 3; i++) {
            assertThat(lookups.get(LONG).body()).isEqualTo("x".repeat(PART * PARTS));
        }
        assertThat(lookups.atGateway.size()).isEqualTo(1);
        assertThat(lookups.atStatusQuery.size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anAnswerThatEndsTooEarlyDoesNotLookComplete(int version) throws IOException {
        try (var caller = new Socket(InetAddress.getLoopbackAddress(), lookups.port())) {
            caller.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
            caller.getOutputStream().write(REQUEST.formatted(version).getBytes(UTF_8));
            emit("data: 1\n");
            readUntil(caller.getInputStream(), "data: 1\n");
            lookups.atStatusQuery.close().awaitUninterruptibly();
            if (version == 0) {
                assertThatThrownBy(caller.getInputStream()::readAllBytes).hasMessageContaining("reset");
            } else {
                assertThat(caller.getInputStream().readAllBytes())
                        .asString(UTF_8)
                        .isEqualTo("\r\n");
            }
        }
        await().atMost(TIMEOUT).until(() -> lookups.counted("broken") == 1);
    }

    private static void readUntil(InputStream input, String end) throws IOException {
        var read = new StringBuilder();
        while (!read.toString().endsWith(end)) {
            int next = input.read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
    }

    @Test
    void aCallerOfHttp10GetsABodyThatEndsWithTheConnection() {
        events.tryEmitNext(Unpooled.copiedBuffer("data: 1\n", UTF_8)).orThrow();
        events.tryEmitComplete();
        assertThat(RawConnection.exchange(lookups.port(), REQUEST.formatted(0)))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContainIgnoringCase("transfer-encoding")
                .endsWith("\r\n\r\ndata: 1\n");
    }

    @Test
    void aCallerThatGoesAwayEndsItsStreamAtStatusQuery() {
        try (var caller = new RawConnection(lookups.port())) {
            caller.send(REQUEST.formatted(1));
            await().atMost(TIMEOUT).until(() -> events.currentSubscriberCount() == 1);
        }
        await().atMost(TIMEOUT).until(() -> events.currentSubscriberCount() == 0);
        await().atMost(TIMEOUT).until(() -> lookups.counted("aborted") == 1);
    }

    /** status-query takes all of these for an event stream. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: text/*",
                "Accept: */*, application/json;q=0",
                "Accept: application/json;q=0.5, */*",
            })
    void aStreamThatWasNotExpectedIsHeld(String fields) {
        try (var caller = new RawConnection(lookups.port())) {
            caller.send("GET " + EVENTS + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n");
            await().atMost(TIMEOUT).until(() -> lookups.places.takenHeld() == 1);
            assertThat(lookups.places.takenPlain()).isZero();
        }
        await().atMost(TIMEOUT).until(() -> lookups.counted("aborted") == 1);
    }

    /** It is silent for longer than an answer of its first kind may be. */
    @ParameterizedTest
    @ValueSource(strings = {"handling=strict", "wait=35"})
    void aStreamThatWasNotExpectedMayBeSilentBetweenPings(String preference) throws IOException {
        try (InputStream stream = lookups.stream(EVENTS, "Accept", "text/*", "Prefer", preference)) {
            await().during(LookupTimeouts.HEAD.plusSeconds(1))
                    .atMost(TIMEOUT)
                    .until(() -> lookups.places.takenHeld() == 1);
            emit("data: 1\n");
            events.tryEmitComplete().orThrow();
            assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo("data: 1\n");
        }
    }

    @Test
    void slowReadersOfLongAnswersLeaveThePlacesOfTheOthers() {
        try (var one = new RawConnection(lookups.port());
                var other = new RawConnection(lookups.port())) {
            for (RawConnection caller : List.of(one, other)) {
                caller.send("GET " + EXPORT + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            await().atMost(TIMEOUT).until(() -> lookups.places.takenHeld() == ForwardedLookups.MAX_HELD);
            assertThat(lookups.places.takenPlain()).isZero();
            assertThat(lookups.get(SHORT).body()).isEqualTo("short");
            assertThat(lookups.get(LONG).statusCode()).isEqualTo(503);
            assertThat(lookups.counted("refused")).isEqualTo(1);
            assertThat(lookups.counted("answered")).isEqualTo(1);
            assertThat(lookups.places.takenPlain()).isZero();
            lookups.forwarder.stopHeld();
            await().atMost(TIMEOUT).until(() -> lookups.places.takenHeld() == 0);
        }
        assertThat(lookups.get(LONG).statusCode()).isEqualTo(503);
        assertThat(lookups.get(SHORT).body()).isEqualTo("short");
    }

    @Test
    void aStopBreaksStreamsOff() throws IOException {
        try (InputStream stream = lookups.stream(EVENTS, ACCEPT_EVENTS)) {
            lookups.forwarder.stopHeld();
            assertThatThrownBy(stream::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    /** Kernels buffer some megabytes between the three. Without a bound of ours, the export would go on. */
    @Test
    void aCallerThatTakesNothingStopsTheExport() {
        try (var caller = new RawConnection(lookups.port())) {
            caller.send("GET " + EXPORT + " HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n");
            await().atMost(TIMEOUT).until(() -> exported.get() > 0);
            var last = new AtomicLong();
            await().pollInterval(Duration.ofSeconds(1))
                    .atMost(TIMEOUT)
                    .until(() -> last.getAndSet(exported.get()) == exported.get());
            assertThat(exported).hasValueLessThan(64 << 20);
        }
    }
}
