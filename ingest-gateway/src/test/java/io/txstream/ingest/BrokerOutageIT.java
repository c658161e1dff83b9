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
@TestPropertySource(properties = "txstream.ingest.max-in-flight=20")
@DirtiesContext
class BrokerOutageIT extends GatewayIntegrationTest {

    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(10);

    @AfterEach
    void resume() {
        BROKER.resume();
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
    }

    @Test
    void durableAckAnswers503InTimeIfTheBrokerHangs() {
        assertThat(post(EXAMPLE).statusCode()).isEqualTo(202);
        BROKER.suspend();
        for (int i = 0; i < 5; i++) {
            assertUnavailableInTime();
        }
    }

    @Test
    void limitsTheRecordsThatAwaitTheBroker() {
        assertThat(post(EXAMPLE).statusCode()).isEqualTo(202);
        BROKER.suspend();
        ExecutorService senders = Executors.newFixedThreadPool(30);
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 30)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> post(EXAMPLE), senders))
                .toList();
        senders.shutdown();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(503));
        String metrics = send(request("/actuator/prometheus")).body();
        double inFlight = metrics.lines()
                .filter(line -> line.startsWith("txstream_ingest_in_flight{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
        assertThat(inFlight).isBetween(1.0, 20.0);
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
