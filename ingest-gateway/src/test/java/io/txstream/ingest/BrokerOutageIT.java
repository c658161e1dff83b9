package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
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
        suspendBroker();
        for (int i = 0; i < 5; i++) {
            assertUnavailableInTime();
        }
    }

    /** Each record counts its bytes and 8 KB, for as long as the producer has it. */
    @Test
    void limitsTheBytesThatAwaitTheBroker() {
        suspendBroker();
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

    /** An answer that says that a head is too large would be permanent for senders. */
    @Test
    void answers503AndLookupsAsUsualIfHeadsHaveMoreFieldsWhileBytesAreScarce() {
        suspendBroker();
        ExecutorService senders = Executors.newFixedThreadPool(64);
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 640)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> send(request(i)), senders))
                .toList();
        senders.shutdown();
        for (int i = 0; i < answers.size(); i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertThat(answer.statusCode()).isEqualTo(i % 3 == 0 ? 200 : 503);
            assertThat(answer.body())
                    .contains(List.of("HEALTHY", "cannot be looked up", "known to be stored")
                            .get(i % 3));
        }
        assertThat(metric("txstream_ingest_in_flight_bytes", "")).isPositive();
    }

    private HttpRequest.Builder request(int number) {
        HttpRequest.Builder request = switch (number % 3) {
            case 0 -> request("/");
            case 1 -> request("/v1/transactions/t1");
            default ->
                request("/v1/webhooks/transactions")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(EXAMPLE + " ".repeat(60_000)));
        };
        IntStream.range(0, 16).forEach(field -> request.header("X-Field-" + field, "x".repeat(100)));
        return request;
    }

    /** Lookups do not need the broker, so the instance itself stays ready. */
    @Test
    void isNotReadyForWebhooksWhileTheBrokerTakesNothingAndReadyAgainWithoutTraffic() {
        suspendBroker();
        assertThat(post(EXAMPLE).statusCode()).isEqualTo(503);
        await().atMost(RECOVERY_TIMEOUT).until(() -> health("webhooks") == 503);
        assertThat(health("readiness")).isEqualTo(200);
        assertThat(health("liveness")).isEqualTo(200);
        BROKER.resume();
        await().atMost(RECOVERY_TIMEOUT).until(() -> health("webhooks") == 200);
    }

    /** The broker acknowledges at once, and delays what the producer sends next (KIP-219). */
    @Test
    void durableAckAnswers503InTimeWhileAQuotaSlowsTheProducer() throws Exception {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) BROKER.bootstrapServers()))) {
            setProducerQuota(admin, 5_000.0);
            try {
                await().atMost(RECOVERY_TIMEOUT)
                        .until(() -> post(EXAMPLE + " ".repeat(60_000)).statusCode() == 503);
                assertUnavailableInTime();
            } finally {
                setProducerQuota(admin, null);
            }
        }
    }

    /** Suspends it and waits for that: the signal needs time, and a broker that still runs acknowledges. */
    private void suspendBroker() {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 202);
        BROKER.suspend();
        await().atMost(RECOVERY_TIMEOUT).until(() -> post(EXAMPLE).statusCode() == 503);
    }

    private static void setProducerQuota(Admin admin, @Nullable Double bytesPerSecond) throws Exception {
        var everyClient = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
        var quota = new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond);
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(everyClient, List.of(quota))))
                .all()
                .get(30, TimeUnit.SECONDS);
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
