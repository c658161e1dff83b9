package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.txstream.testsupport.RawConnection;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** Forwarded lookups, with a server in place of status-query that answers with what it was asked. */
class LookupRouteIT extends GatewayIntegrationTest {

    private static final String PATH = "/v1/transactions/t1";

    /** A lookup that is not answered until the test ends it. */
    private static final String WAITING = "/v1/transactions/waiting";

    /** One that is held, and answered after several times the idle timeout. */
    private static final String HELD = "/v1/transactions/held?wait=4s";

    /** One that is held, and never answered. */
    private static final String LEFT = "/v1/transactions/left?wait=60s";

    private static final Sinks.Empty<Void> NEVER = Sinks.empty();

    /** Less than the time for an answer. */
    private static final Duration LEAVING = Duration.ofSeconds(20);

    private static final Duration HOLD = Duration.ofSeconds(4);

    private static final int MAX_LOOKUPS = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DROPPING = Duration.ofSeconds(3);
    private static final Executor STARTED = task -> new Thread(task).start();
    private static final Sinks.Empty<Void> END = Sinks.empty();

    /** A lookup whose connection status-query resets. */
    private static final String RESET = "/v1/transactions/reset";

    private static final ChannelGroup CONNECTIONS = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

    private static final DisposableServer STATUS_QUERY = HttpServer.create()
            .port(0)
            .channelGroup(CONNECTIONS)
            .handle(LookupRouteIT::answer)
            .bindNow(TIMEOUT);

    @LocalServerPort
    private int port;

    private static Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().equals(RESET)) {
            return response.withConnection(connection -> {
                connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                connection.dispose();
            });
        }
        return response.header("X-Method", request.method().name())
                .header("X-Upgrade", String.valueOf(request.requestHeaders().get("Upgrade")))
                .sendString(body(request.uri()));
    }

    private static Mono<String> body(String uri) {
        return switch (uri) {
            case WAITING -> END.asMono().thenReturn("answer");
            case LEFT -> NEVER.asMono().thenReturn("answer");
            case HELD -> Mono.delay(HOLD).thenReturn("answer");
            default -> Mono.just("answer");
        };
    }

    @DynamicPropertySource
    static void useTheServer(DynamicPropertyRegistry properties) {
        properties.add("txstream.ingest.max-connections", () -> 4 * MAX_LOOKUPS);
        properties.add("server.netty.idle-timeout", () -> "1s");
        properties.add("txstream.ingest.status-url", () -> "http://localhost:" + STATUS_QUERY.port());
    }

    @AfterAll
    static void stop() {
        STATUS_QUERY.disposeNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void forwardsTheMethodsOfALookup(String method) {
        HttpResponse<String> answer = send(request(PATH).method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Method")).contains(method);
        assertThat(answer.headers().firstValue(ProcessTime.HEADER)).isPresent();
    }

    @Test
    void answersALookupThatOffersAWebSocketAsAnyOther() {
        String request = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        assertThat(RawConnection.exchange(port, request))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("x-upgrade: null");
    }

    @ParameterizedTest
    @CsvSource({
        "/a%2Fb%3Bc, 200",
        "/t1;a, 200",
        "/t1/history, 200",
        "/stream, 200",
        "?limit=10, 200",
        "'', 200",
        "/t1/, 404",
        "/t1/x, 404",
        "/t1/history/, 404",
        "//history, 404",
        "/t1/x/x/x/x/x, 404",
        "/, 404",
        "s, 404",
    })
    void forwardsOnlyThePathsOfTransactions(String end, int status) {
        HttpResponse<String> answer = send(request("/v1/transactions" + end));
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("X-Method").isPresent()).isEqualTo(status == 200);
    }

    @Test
    void theIdleTimeoutDoesNotEndALookupThatIsHeld() {
        assertThat(send(request(HELD)).body()).isEqualTo("answer");
    }

    @Test
    void forwardsTheTargetOfARequestToAProxy() {
        String request = "GET http://localhost" + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawConnection.exchange(port, request)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/v1/transactions"})
    void aLookupHasNoBody(String path) {
        var lookup = request(path).method("GET", BodyPublishers.ofString("{}"));
        assertThat(send(lookup).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"HTTP/1.1 Accept:*/*", "HTTP/1.1 Host:b\\r\\nHost:c"})
    void aLookupHasOneHost(String version, String fields) {
        String request = "GET " + PATH + " " + version + "\r\nConnection: close\r\n" + fields.replace("\\r\\n", "\r\n")
                + "\r\n\r\n";
        assertThat(RawConnection.exchange(port, request)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, "/v1/transactions"})
    void answers405ToEveryOtherMethod(String path) {
        HttpResponse<String> answer = send(request(path).method("PUT", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "a#b", "a%2", "a\u00e4", "a?{", "a?\"", "%zz"})
    void aUrlThatCannotBeReadIsAProblem(String id) {
        String request = "GET /v1/transactions/" + id + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawConnection.exchange(port, request))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: application/problem+json");
    }

    @Test
    void aLookupWhoseConnectionIsResetGets503() {
        HttpResponse<String> answer = send(request(RESET));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    /** A pooled connection may end between any two steps of a lookup, and so may the one that it is retried on. */
    @Test
    void aLookupIsAnsweredOrUnavailableWhenStatusQueryDropsItsConnections() {
        long end = System.nanoTime() + DROPPING.toNanos();
        List<CompletableFuture<Set<Integer>>> callers = IntStream.range(0, MAX_LOOKUPS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> statusesUntil(end), STARTED))
                .toList();
        while (System.nanoTime() < end) {
            CONNECTIONS.close().awaitUninterruptibly();
        }
        assertThat(callers)
                .allSatisfy(statuses ->
                        assertThat(statuses.join()).isSubsetOf(200, 503).contains(200));
    }

    private Set<Integer> statusesUntil(long end) {
        return Stream.generate(() -> send(request(PATH)).statusCode())
                .takeWhile(status -> System.nanoTime() < end)
                .collect(Collectors.toSet());
    }

    /** With epoll, although nothing is read from the connection while a request waits. */
    @Test
    void aCallerThatGoesAwayEndsItsLookupBehindWhichAnotherWaits() {
        assumeThat(Epoll.isAvailable()).isTrue();
        String request = "GET " + LEFT + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var caller = new RawConnection(port)) {
            caller.send(request.repeat(2));
            await().atMost(TIMEOUT).until(() -> NEVER.currentSubscriberCount() == 1);
        }
        await().atMost(LEAVING).until(() -> NEVER.currentSubscriberCount() == 0);
    }

    /** Webhooks get the other connections. */
    @Test
    void lookupsTakeAQuarterOfTheConnections() {
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, MAX_LOOKUPS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(request(WAITING)), STARTED))
                .toList();
        await().atMost(TIMEOUT).until(() -> END.currentSubscriberCount() == MAX_LOOKUPS);
        HttpResponse<String> refused = send(request(PATH));
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        END.tryEmitEmpty();
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(send(request(PATH)).statusCode()).isEqualTo(200);
    }
}
