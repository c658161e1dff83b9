package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testservers.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway in a process of its own, which may die. */
class GatewayProcessIT {

    private static final int SENDERS = 100;
    private static final int CONNECTIONS = 3_000;
    private static final Duration HANG = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private Broker broker;

    @BeforeEach
    void startBroker() {
        broker = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        broker.createTopics(Topics.DEFAULT_PARTITIONS);
    }

    @AfterEach
    void stopBroker() {
        broker.resume();
        broker.closeNow();
    }

    /** The process would end if its heap did not hold what waits: it runs with ExitOnOutOfMemoryError. */
    @Test
    void survivesLargeBodiesWithASmallHeapWhileTheBrokerHangs() {
        try (var gateway = gateway(Map.of("TXSTREAM_INGEST_MAX_BODY_SIZE", "512KB"))) {
            gateway.start();
            await().atMost(TIMEOUT).until(() -> post(gateway, 1_000).join() == 202);
            broker.suspend();
            long start = System.nanoTime();
            while (System.nanoTime() - start < HANG.toNanos()) {
                assertThat(postMany(gateway, 60_000)).isSubsetOf(503, 408);
                assertThat(postMany(gateway, 512 << 10)).isSubsetOf(503, 408); // 408: slow while memory is scarce
            }
            broker.resume();
            await().atMost(TIMEOUT).until(() -> post(gateway, 60_000).join() == 202);
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    /** Tiny fields cost the most heap per byte. Each head is as long as the server accepts. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n", ""})
    void survivesHeadsOfManyFieldsWithASmallHeap(String endOfHead) throws IOException {
        try (var gateway = gateway(Map.of())) {
            gateway.start();
            for (String fields : List.of("a:\r\n".repeat(4_000), ("a:" + "b".repeat(76) + "\r\n").repeat(97))) {
                String head =
                        "POST /v1/webhooks/transactions HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n" + fields;
                try (var clients = new SlowClients(gateway.port(), CONNECTIONS, head + endOfHead)) {
                    await().atMost(TIMEOUT).until(() -> post(gateway, 1_000).join() == 202);
                    await().atMost(TIMEOUT).until(() -> clients.ended() > 0);
                }
            }
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    /** The lookup that comes first waits for a status-query that never answers, so that the others pile up. */
    @Test
    void survivesPipelinedRequestsWithASmallHeap() throws IOException {
        String lookup = "GET /v1/transactions/t1 HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(97) + "\r\n";
        try (var silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                var gateway =
                        gateway(Map.of("TXSTREAM_INGEST_STATUS_URL", "http://127.0.0.1:" + silent.getLocalPort()))) {
            gateway.start();
            try (var clients = new SlowClients(gateway.port(), 1_000, lookup.repeat(250))) {
                await().atMost(TIMEOUT).until(() -> post(gateway, 1_000).join() == 202);
                await().atMost(TIMEOUT).until(() -> clients.ended() > 0);
            }
            await().atMost(TIMEOUT).until(() -> post(gateway, 1_000).join() == 202);
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    /** Segments and their parameters would take up to 500 KB for each request that waits for a body or a lookup. */
    @Test
    void survivesPathsOfManyPartsWithASmallHeap() throws IOException {
        String body = " HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nx";
        String parameters = IntStream.range(0, 1_000).mapToObj(i -> ";" + i).collect(Collectors.joining());
        try (var silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                var gateway =
                        gateway(Map.of("TXSTREAM_INGEST_STATUS_URL", "http://127.0.0.1:" + silent.getLocalPort()))) {
            gateway.start();
            for (String request : List.of(
                    "POST /v1/webhooks/transactions" + parameters + body,
                    "POST /v1/webhooks/transactions?" + "a&".repeat(2_000) + body,
                    "POST " + "/a".repeat(2_000) + body,
                    "GET /v1/transactions" + "/;a".repeat(1_300) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET /v1/transactions/a?" + "a&".repeat(2_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
                try (var clients = new SlowClients(gateway.port(), CONNECTIONS, request)) {
                    await().atMost(TIMEOUT).until(() -> post(gateway, 1_000).join() == 202);
                    await().atMost(TIMEOUT).until(() -> clients.ended() > 0);
                }
            }
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    void endsIfTheProducersNetworkThreadDies() throws IOException {
        String interceptor = "SPRING_KAFKA_PRODUCER_PROPERTIES_INTERCEPTOR_CLASSES";
        try (var gateway = gateway(Map.of(interceptor, DyingNetworkThread.class.getName()))) {
            gateway.start();
            post(gateway, 1_000).join();
            post(gateway, 1_000).exceptionally(alreadyEnding -> 0).join();
            assertThat(gateway.process()
                            .onExit()
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(1);
            assertThat(Files.readString(gateway.log())).contains("network thread has ended");
        }
    }

    private GatewayProcess gateway(Map<String, String> environment) {
        return new GatewayProcess(directory, broker.bootstrapServers(), environment);
    }

    private List<Integer> postMany(GatewayProcess gateway, int size) {
        List<CompletableFuture<Integer>> answers =
                IntStream.range(0, SENDERS).mapToObj(i -> post(gateway, size)).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private CompletableFuture<Integer> post(GatewayProcess gateway, int size) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + gateway.port() + "/v1/webhooks/transactions"))
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString(padded(size)))
                .build();
        return client.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private static String padded(int size) {
        String transaction = GatewayIntegrationTest.EXAMPLE;
        return transaction + " ".repeat(size - transaction.length());
    }
}
