package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/** Thousands of requests that wait at the same time. The number is {@code -Dheld.requests}. */
@Timeout(300)
class ManyWaitersIT {

    private static final int REQUESTS = Integer.getInteger("held.requests", 2_000);

    /** For the memory of both sides. The server's share is 200 MB for 10,000 requests. */
    private static final long MAX_BYTES_PER_REQUEST = 60_000;

    @TempDir
    private Path directory;

    @Test
    void allAreAnsweredByOneBatchAndHoldLittleMemory() {
        try (var servers = started();
                StatusInstance instance = servers.run()) {
            TestServers.awaitReady(instance);
            ProjectedBatch.write(servers.tables(), "t", "PROCESSING", REQUESTS);
            await().until(() -> instance.lookup("t1").equals("PROCESSING"));
            long before = usedMemory();
            var processed = new AtomicInteger();
            Disposable requests = send(instance, processed);
            awaitHeld(instance, REQUESTS);
            assertThat(usedMemory() - before).isLessThan(MAX_BYTES_PER_REQUEST * REQUESTS);

            ProjectedBatch.write(servers.tables(), "t", "PROCESSED", REQUESTS);
            await().atMost(Duration.ofSeconds(20)).until(() -> processed.get() == REQUESTS);
            awaitHeld(instance, 0);
            requests.dispose();
        }
    }

    @Test
    void clientsThatGoAwayTogetherFreeEverything() {
        try (var servers = started();
                StatusInstance instance = servers.run()) {
            TestServers.awaitReady(instance);
            ProjectedBatch.write(servers.tables(), "t", "PROCESSING", REQUESTS);
            await().until(() -> instance.lookup("t1").equals("PROCESSING"));
            Disposable requests = send(instance, new AtomicInteger());
            awaitHeld(instance, REQUESTS);
            requests.dispose();
            awaitHeld(instance, 0);
        }
    }

    private TestServers started() {
        var servers = new TestServers(directory);
        servers.empty();
        return servers;
    }

    private static Disposable send(StatusInstance instance, AtomicInteger processed) {
        HttpClient http = HttpClient.create(ConnectionProvider.builder("held")
                        .maxConnections(REQUESTS)
                        .pendingAcquireMaxCount(-1)
                        .build())
                .baseUrl("http://127.0.0.1:" + instance.port());
        return Flux.range(1, REQUESTS)
                .flatMap(
                        i -> http.get()
                                .uri("/v1/transactions/t" + i + "?wait=60s")
                                .responseSingle((response, body) -> body.asString())
                                .onErrorResume(e -> Mono.empty()),
                        REQUESTS)
                .filter(body -> body.contains("\"status\":\"PROCESSED\""))
                .subscribe(body -> processed.incrementAndGet());
    }

    private static void awaitHeld(StatusInstance instance, int number) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> instance.metric("txstream_lookup_held").equals(number + ".0"));
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
