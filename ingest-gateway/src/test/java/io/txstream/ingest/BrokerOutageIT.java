package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** {@code DurableAck}: without Kafka's acknowledgement there is no 2xx. */
@TestPropertySource(properties = {"txstream.ingest.max-bytes-in-flight=1MB", "txstream.ingest.readiness-timeout=2s"})
@DirtiesContext
class BrokerOutageIT extends GatewayIntegrationTest {

    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(30);

    @AfterEach
    void resume() {
        BROKER.resume();
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
    }

    @Test
    void durableAckAnswers503InTimeIfTheBrokerHangs() {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        BROKER.suspend();
        for (int i = 0; i < 5; i++) {
            assertUnavailableInTime();
        }
    }

    /** Each record counts its bytes and 8 KB, for as long as the producer has it. */
    @Test
    void limitsTheBytesThatAwaitTheBroker() {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        BROKER.suspend();
        ExecutorService senders = Executors.newFixedThreadPool(30);
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 200)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> post(EXAMPLE), senders))
                .toList();
        senders.shutdown();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(503));
        assertThat(metric("txstream_ingest_in_flight", "")).isBetween(1.0, 128.0);
        assertThat(metric("txstream_ingest_in_flight_bytes", "")).isBetween(8_192.0, 1_048_576.0);
        BROKER.resume();
        await().atMost(RECOVERY_TIMEOUT).until(() -> metric("txstream_ingest_in_flight_bytes", "") == 0);
    }

    @Test
    void isNotReadyWhileTheBrokerTakesNothingAndReadyAgainWithoutTraffic() {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        BROKER.suspend();
        assertThat(post(EXAMPLE).statusCode()).isEqualTo(503);
        await().atMost(RECOVERY_TIMEOUT).until(() -> health("readiness") == 503);
        assertThat(health("liveness")).isEqualTo(200);
        BROKER.resume();
        await().atMost(RECOVERY_TIMEOUT).until(() -> health("readiness") == 200);
    }

    private int health(String group) {
        return send(request("/actuator/health/" + group)).statusCode();
    }

    private void assertUnavailableInTime() {
        long start = System.nanoTime();
        HttpResponse<String> answer = post(EXAMPLE);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(took).isLessThan(ANSWER_TIMEOUT);
    }
}
