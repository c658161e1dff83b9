package io.txstream.ingest;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Clients that send slowly do not keep a well-behaved sender from its 202. The budget is that of a 256 MB heap. */
@TestPropertySource(
        properties = {
            "txstream.ingest.max-bytes-in-flight=62MB",
            "txstream.ingest.max-connections=4096",
            "server.netty.idle-timeout=20s"
        })
@DirtiesContext
class SlowClientsIT extends GatewayIntegrationTest {

    private static final int CLIENTS = 2_100;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Less than the 10 s after which slow bodies end. Some attempts may fail because this machine is busy. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String REQUEST =
            "POST /v1/webhooks/transactions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    @Test
    void slowBodiesDoNotKeepOthersFromTheir202() throws IOException {
        double before = tooSlow();
        try (var slow = new SlowClients(port(), CLIENTS, REQUEST + "Content-Length: 60000\r\n\r\n")) {
            await().atMost(TIMEOUT).until(() -> metric("txstream_ingest_connections", "") >= CLIENTS);
            await().atMost(SOON).until(() -> post(EXAMPLE).statusCode() == 202);
            await().atMost(TIMEOUT).until(() -> tooSlow() - before == CLIENTS);
            await().atMost(TIMEOUT).until(() -> slow.ended() >= CLIENTS);
        }
        await().atMost(TIMEOUT).until(() -> metric("txstream_ingest_in_flight_bytes", "") == 0);
    }

    @Test
    void headsThatNeverEndDoNotKeepOthersFromTheir202() throws IOException {
        try (var slow = new SlowClients(port(), CLIENTS, REQUEST + "X-Padding: ")) {
            await().atMost(TIMEOUT).until(() -> metric("txstream_ingest_connections", "") >= CLIENTS);
            await().atMost(SOON).until(() -> post(EXAMPLE).statusCode() == 202);
            await().atMost(TIMEOUT).until(() -> slow.ended() >= CLIENTS);
        }
    }

    private double tooSlow() {
        return metric("txstream_ingest_webhooks_total", "outcome=\"too_slow\"");
    }
}
