package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Bodies that stop arriving while bytes in flight are scarce give way to others within seconds. */
@TestPropertySource(properties = {"txstream.ingest.max-bytes-in-flight=1MB", "txstream.ingest.max-connections=300"})
@DirtiesContext
class ScarceBytesIT extends GatewayIntegrationTest {

    /** Less than the 10 s after which a slow body fails in any case. */
    private static final Duration TIMEOUT = Duration.ofSeconds(6);

    private static final String REQUEST = String.join(
            "\r\n",
            "POST /v1/webhooks/transactions HTTP/1.1",
            "Host: localhost",
            "Content-Type: application/json",
            "Content-Length: 60000",
            "",
            "");

    @Test
    void stalledBodiesGiveWay() throws IOException {
        try (var stalled = new SlowClients(port(), 100, REQUEST + "x".repeat(30_000))) {
            await().atMost(TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
            assertThat(stalled.ended()).isPositive();
        }
    }

    @Test
    void aNewConnectionBeyondTheBoundReplacesAnIdleOne() throws IOException {
        try (var idle = new SlowClients(port(), 400, "")) {
            assertThat(post(EXAMPLE).statusCode()).isEqualTo(202);
            assertThat(metric("txstream_ingest_connections", "")).isLessThanOrEqualTo(300);
            await().atMost(TIMEOUT).until(() -> idle.ended() >= 99);
        }
    }
}
