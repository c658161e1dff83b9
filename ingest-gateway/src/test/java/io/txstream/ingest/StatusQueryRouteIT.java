package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.testsupport.RawConnection;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Forwarded lookups, with a server in place of status-query that answers with what it was asked. */
class StatusQueryRouteIT extends GatewayIntegrationTest {

    private static final String PATH = "/v1/transactions/t1";

    private static final DisposableServer STATUS_QUERY = HttpServer.create()
            .port(0)
            .handle((request, response) -> response.header(
                            "X-Method", request.method().name())
                    .header("X-Upgrade", String.valueOf(request.requestHeaders().get("Upgrade")))
                    .sendString(Mono.just("answer")))
            .bindNow(Duration.ofSeconds(30));

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void useTheServer(DynamicPropertyRegistry properties) {
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
        assertThat(answer.headers().firstValue(ProcessTimeFilter.HEADER)).isPresent();
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

    @Test
    void aUrlThatCannotBeReadIsAProblem() {
        String request = "GET /v1/transactions/a|b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawConnection.exchange(port, request))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: application/problem+json");
    }
}
