package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import java.io.IOException;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in a process of its own, which may die. */
class GatewayProcessIT {

    private static final int SENDERS = 100;
    private static final Duration HANG = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private KafkaServer broker;

    @BeforeEach
    void startBroker() {
        broker = KafkaServer.started(KafkaSettings.in(directory.resolve("kafka")));
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
