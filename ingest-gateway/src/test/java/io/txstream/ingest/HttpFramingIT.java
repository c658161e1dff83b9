package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.testsupport.RawConnection;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the HTTP server does with requests that no HTTP client would send. */
@ExtendWith(OutputCaptureExtension.class)
class HttpFramingIT extends GatewayIntegrationTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            HTTP/1.1 | -                                   | 400
            HTTP/1.1 | Host: localhost\\r\\nHost: other\\r\\n | 400
            HTTP/1.1 | Host: localhost\\r\\n                 | 202
            HTTP/1.0 | -                                   | 202
            """)
    void requiresExactlyOneHost(String version, String host, int status) {
        String hosts = host == null ? "" : host.replace("\\r\\n", "\r\n");
        String request = webhook(version, hosts + "Connection: close\r\n");
        // Kafka can be too slow for one attempt.
        String answer = await().atMost(TIMEOUT)
                .until(() -> RawConnection.exchange(port(), request), any -> !any.contains(" 503 "));
        assertThat(answer).startsWith("HTTP/1.").contains(" " + status + " ", ProcessTime.HEADER);
    }

    @Test
    void answersEveryPipelinedRequestBeforeItClosesTheConnection() {
        try (var connection = new RawConnection(port())) {
            String kept = webhook("HTTP/1.1", "Host: localhost\r\n");
            connection.send(kept + kept + webhook("HTTP/1.1", "Host: localhost\r\nConnection: close\r\n"));
            assertThat(count(connection.readAll(), "HTTP/1.1 202")).isEqualTo(3);
        }
    }

    @Test
    void answersAnyNumberOfPipelinedRequests(CapturedOutput output) {
        try (var connection = new RawConnection(port())) {
            connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(1_000)
                    + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(count(connection.readAll(), "HTTP/1.1 200")).isEqualTo(1_001);
        }
        assertThat(output.toString()).doesNotContain("ERROR").doesNotContain("WARN");
    }

    /** A body that comes in many pieces behind another request. */
    @Test
    void readsAPipelinedBodyThatIsLargerThanOneRead() {
        String body = EXAMPLE + " ".repeat(60_000);
        try (var connection = new RawConnection(port())) {
            String webhook = "POST /v1/webhooks/transactions HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body;
            connection.send(webhook.repeat(5) + "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            // Kafka can be too slow for one of them: 202 or 503.
            assertThat(connection.readAll()).containsPattern("(?s)(HTTP/1.1 [25]0[23] .*){5}HTTP/1.1 200 ");
        }
    }

    @Test
    void answers431ToTooManyFields() {
        try (var connection = new RawConnection(port())) {
            connection.send("GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(100) + "\r\n");
            assertThat(connection.readAll()).startsWith("HTTP/1.1 431 ");
        }
    }

    /** A close would make the sender lose the answer while it still sends. */
    @Test
    void answers404ToAPathThatNoRouteHasAlthoughABodyFollows() {
        try (var connection = new RawConnection(port())) {
            connection.send(
                    "POST /a/b/c/d/e HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(1_000_000));
            assertThat(connection.readAll()).startsWith("HTTP/1.1 404 ").contains("application/problem+json");
        }
    }

    @Test
    void countsUploadsThatTheirSendersBreakOffAndLogsNoError(CapturedOutput output) {
        double before = aborted();
        IntStream.range(0, 40).forEach(i -> {
            var connection = new RawConnection(port());
            connection.send("POST /v1/webhooks/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
                    + "Content-Type: application/json\r\n\r\n{\"a\"");
            if (i % 2 == 0) {
                connection.reset();
            } else {
                connection.close();
            }
        });
        // A reset can arrive before the request was read.
        await().atMost(TIMEOUT).until(() -> aborted() - before >= 20);
        await().atMost(TIMEOUT).until(() -> metric("txstream_ingest_in_flight_bytes", "") == 0);
        assertThat(output.toString()).doesNotContain("ERROR").doesNotContain("WARN");
    }

    private double aborted() {
        return metric("txstream_ingest_webhooks_total", "outcome=\"aborted\"");
    }

    private static String webhook(String version, String headers) {
        return "POST /v1/webhooks/transactions " + version + "\r\n" + headers
                + "Content-Type: application/json\r\nContent-Length: " + EXAMPLE.length() + "\r\n\r\n" + EXAMPLE;
    }

    private static long count(String text, String part) {
        return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
    }
}
