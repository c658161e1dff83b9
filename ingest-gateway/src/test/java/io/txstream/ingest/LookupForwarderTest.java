package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.txstream.testsupport.RawConnection;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Lookups whose answers are whole. {@link LookupStreamTest} has those that come in parts. */
class LookupForwarderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final String PLAIN = "/v1/transactions/plain";
    private static final String WAIT = "/v1/transactions/held?wait=60s";

    /** Answered when the test ends it. */
    private static final String OPEN = "/v1/transactions/open";

    /** status-query closes the connection without an answer when it is asked first. */
    private static final String DROPPED_ONCE = "/v1/transactions/dropped-once";

    /** The same every time. */
    private static final String DROPPED = "/v1/transactions/dropped";

    /** The connection ends in the middle of a body whose length is known. */
    private static final String BROKEN = "/v1/transactions/broken";

    private static final String SILENT = "/v1/transactions/silent";
    private static final String UNCHANGED = "/v1/transactions/unchanged";

    private final AtomicInteger asked = new AtomicInteger();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private final ForwardedLookups lookups = new ForwardedLookups(this::answer);

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        int times = asked.incrementAndGet();
        return switch (request.uri()) {
            case WAIT, OPEN -> response.sendString(end.asMono().thenReturn("ended"));
            case SILENT -> Mono.never();
            case DROPPED_ONCE -> times > 1 ? response.sendString(Mono.just("again")) : dropped(response);
            case DROPPED -> dropped(response);
            case BROKEN ->
                response.header("Content-Length", "10")
                        .send(Flux.just(Unpooled.copiedBuffer("part", UTF_8)), part -> true)
                        .then(dropped(response));
            case UNCHANGED -> response.status(304).header("ETag", "\"a\"").send();
            default -> echo(request, response);
        };
    }

    private static Publisher<Void> echo(HttpServerRequest request, HttpServerResponse response) {
        request.requestHeaders().forEach(field -> response.addHeader("Got-" + field.getKey(), field.getValue()));
        return response.addHeader("Vary", "Accept")
                .addHeader("Vary", "Prefer")
                .addHeader("ETag", "\"a\"")
                .addHeader("Content-Length", "6")
                .addHeader("Got", request.method() + " " + request.uri())
                .sendString(Mono.just("answer"));
    }

    private static Mono<Void> dropped(HttpServerResponse response) {
        return Mono.fromRunnable(() -> response.withConnection(Connection::dispose));
    }

    @AfterEach
    void everyPlaceIsGivenBack() {
        end.tryEmitEmpty();
        await().atMost(TIMEOUT).until(() -> lookups.places.takenPlain() + lookups.places.takenHeld() == 0);
        lookups.close();
    }

    @Test
    void passesTheRequestAndTheAnswerOn() {
        HttpResponse<String> answer = lookups.get(
                PLAIN + "%2F?wait=0s&a=%C3%A4", "Accept", "text/csv", "Accept", "*/*", "If-None-Match", "\"b\"");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("answer");
        assertThat(answer.headers().map())
                .containsEntry("vary", List.of("Accept", "Prefer"))
                .containsEntry("etag", List.of("\"a\""))
                .containsEntry("got", List.of("GET " + PLAIN + "%2F?wait=0s&a=%C3%A4"))
                .containsEntry("got-accept", List.of("text/csv", "*/*"))
                .containsEntry("got-if-none-match", List.of("\"b\""))
                .containsKey("x-process-time-ms");
        assertThat(lookups.counted("answered")).isEqualTo(1);
    }

    @Test
    void passesAnAnswerWithoutABodyOn() {
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = lookups.get(UNCHANGED);
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.headers().firstValue("ETag")).contains("\"a\"");
        }
        assertThat(lookups.atStatusQuery.size()).isEqualTo(1);
    }

    @Test
    void answersHeadWithTheLengthOfTheBody() {
        String head = "HEAD " + PLAIN + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        assertThat(RawConnection.exchange(lookups.port(), head))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-length: 6\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void repeatsALookupOnceWhoseConnectionWasClosed() {
        assertThat(lookups.get(DROPPED_ONCE).body()).isEqualTo("again");
        assertThat(asked).hasValue(2);
    }

    @Test
    void repeatsALookupThatHasNoFields() {
        assertThat(RawConnection.exchange(lookups.port(), "GET " + DROPPED_ONCE + " HTTP/1.0\r\n\r\n"))
                .endsWith("again");
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {DROPPED, BROKEN, SILENT})
    void answers503WhenStatusQueryGivesNoAnswer(String path) {
        HttpResponse<String> answer = lookups.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("X-Process-Time-ms")).isPresent();
        assertThat(answer.body()).contains("\"status\":503").contains("\"instance\":\"" + path + "\"");
        assertThat(asked).hasValue(path.equals(SILENT) ? 1 : 2);
        assertThat(lookups.counted("unavailable")).isEqualTo(1);
        assertThat(lookups.get(PLAIN).statusCode()).isEqualTo(200);
    }

    @Test
    void answers503WhenStatusQueryIsNotThere() {
        lookups.endStatusQuery();
        assertThat(lookups.get(PLAIN).statusCode()).isEqualTo(503);
    }

    @Test
    void lookupsBeyondTheirPlacesGet503AndTheOtherKindGoesOn() {
        List<CompletableFuture<HttpResponse<String>>> held = start(WAIT, ForwardedLookups.MAX_HELD);
        assertThat(lookups.get(WAIT).statusCode()).isEqualTo(503);
        assertThat(lookups.get(PLAIN).statusCode()).isEqualTo(200);
        List<CompletableFuture<HttpResponse<String>>> open = start(OPEN, ForwardedLookups.MAX_PLAIN);
        assertThat(lookups.get(PLAIN).statusCode()).isEqualTo(503);
        assertThat(lookups.counted("refused")).isEqualTo(2);
        end.tryEmitEmpty();
        held.addAll(open);
        assertThat(held).allSatisfy(answer -> assertThat(answer.join().body()).isEqualTo("ended"));
    }

    private List<CompletableFuture<HttpResponse<String>>> start(String path, int count) {
        int before = end.currentSubscriberCount();
        List<CompletableFuture<HttpResponse<String>>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(lookups.getLater(path));
        }
        await().atMost(TIMEOUT).until(() -> end.currentSubscriberCount() == before + count);
        return started;
    }

    @Test
    void aCallerThatGoesAwayEndsItsLookupAtStatusQuery() {
        try (var caller = new RawConnection(lookups.port())) {
            caller.send("GET " + WAIT + " HTTP/1.1\r\nHost: a\r\n\r\n");
            await().atMost(TIMEOUT).until(() -> end.currentSubscriberCount() == 1);
        }
        await().atMost(TIMEOUT).until(() -> end.currentSubscriberCount() == 0);
        await().atMost(TIMEOUT).until(() -> lookups.counted("aborted") == 1);
        assertThat(lookups.atStatusQuery.stream().filter(Channel::isOpen)).isEmpty();
    }

    @Test
    void aStopAnswersLookupsThatAreHeld() {
        CompletableFuture<HttpResponse<String>> held = start(WAIT, 1).get(0);
        CompletableFuture<HttpResponse<String>> plain = start(OPEN, 1).get(0);
        lookups.forwarder.stopHeld();
        assertThat(held.join().statusCode()).isEqualTo(503);
        assertThat(lookups.get(WAIT).statusCode()).isEqualTo(503);
        end.tryEmitEmpty();
        assertThat(plain.join().body()).isEqualTo("ended");
    }
}
