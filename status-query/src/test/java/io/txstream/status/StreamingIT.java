package io.txstream.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.testsupport.TcpProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Event streams, through HTTP, on a real broker and a real Postgres. The test is the processor. */
@Timeout(180)
class StreamingIT {

    private static final String ALL = "/v1/transactions/stream";

    @TempDir
    private static Path directory;

    private static TestServers servers;
    private static TcpProxy proxy;
    private static StatusInstance instance;
    private static HeldCalls calls;

    @BeforeAll
    static void start() {
        servers = new TestServers(directory);
        servers.empty();
        proxy = servers.databaseProxy();
        instance = servers.runOn(proxy, "--txstream.lookup.max-streams=20");
        calls = new HeldCalls(instance);
        TestServers.awaitReady(instance);
    }

    @AfterAll
    static void stop() {
        instance.close();
        proxy.close();
        servers.close();
    }

    @Test
    void aTransactionIsFollowedUntilItsEnd() {
        RecordMetadata received = receive("one");
        try (var stream = open("/v1/transactions/one")) {
            await().untilAsserted(() -> assertThat(stream.data()).hasSize(1));
            assertThat(stream.lines()).startsWith("retry: 1000", "");
            servers.log().end("one", received);
            await().untilAsserted(() -> assertThat(stream.lines()).endsWith("", "end"));
            assertThat(stream.data()).hasSize(2);
            assertThat(stream.data().get(0)).contains("\"status\":\"PROCESSING\"", "\"due_at\":");
            assertThat(stream.data().get(1)).contains("\"status\":\"PROCESSED\"");
        }
    }

    @Test
    void aClientThatConnectsAgainGetsWhatItDoesNotHave() {
        RecordMetadata received = receive("again");
        String quoted =
                calls.get("/v1/transactions/again").headers().firstValue("ETag").orElseThrow();
        String tag = quoted.replace("\"", "");
        try (var stream = open("/v1/transactions/again", "Last-Event-ID", tag)) {
            awaitMetric("txstream_lookup_held", 1);
            servers.log().end("again", received);
            await().untilAsserted(() -> assertThat(stream.lines()).endsWith("end"));
            assertThat(stream.data()).singleElement().asString().contains("PROCESSED");
            String last = stream.ids().get(0);
            assertThat(status("GET", "/v1/transactions/again", "Last-Event-ID", last))
                    .isEqualTo(204);
        }
    }

    @Test
    void problemsAreAnsweredBeforeTheStreamBegins() {
        receive("problem");
        assertThat(status("GET", "/v1/transactions/nothing")).isEqualTo(404);
        assertThat(status("GET", "/v1/transactions/problem?wait=5s")).isEqualTo(400);
        assertThat(status("GET", ALL + "?wait=5s")).isEqualTo(400);
        assertThat(status("GET", ALL + "?status=DONE")).isEqualTo(400);
        assertThat(status("HEAD", "/v1/transactions/problem")).isEqualTo(200);
        assertThat(status("HEAD", "/v1/transactions/nothing")).isEqualTo(404);
        assertThat(status("HEAD", ALL)).isEqualTo(200);
        assertThat(calls.send("HEAD", ALL, "Accept", "text/event-stream")
                        .join()
                        .headers()
                        .firstValue("X-Accel-Buffering"))
                .contains("no");
        assertThat(calls.get(ALL).statusCode())
                .as("the transaction with the id stream")
                .isEqualTo(404);
        awaitMetric("txstream_lookup_streams", 0);
        awaitMetric("txstream_lookup_held", 0);
    }

    @Test
    void allChangesAreStreamedToThoseWhoseFilterMatches() {
        try (var all = open(ALL);
                var processed = open(ALL + "?status=PROCESSED&currency=EUR");
                var none = open(ALL + "?source_account=other")) {
            awaitMetric("txstream_lookup_streams", 3);
            await().untilAsserted(() -> assertThat(List.of(all, processed, none))
                    .allSatisfy(stream -> assertThat(stream.lines()).startsWith("retry: 1000")));
            servers.log().process(List.of("all0", "all1", "all2"));
            await().untilAsserted(() -> assertThat(processed.data()).hasSize(3));
            assertThat(all.data()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(none.data()).isEmpty();
        }
        awaitMetric("txstream_lookup_streams", 0);
    }

    @Test
    void aStreamContinuesWhereItsClientStopped() {
        try (var stream = open(ALL + "?status=PROCESSED");
                StatusInstance other = servers.run()) {
            awaitMetric("txstream_lookup_streams", 1);
            TestServers.awaitReady(other, instance);
            servers.log().process(List.of("before"));
            await().untilAsserted(() -> assertThat(stream.data()).hasSize(1));
            servers.log().process(List.of("between"));
            await().untilAsserted(() -> assertThat(stream.data()).hasSize(2));
            for (StatusInstance any : List.of(instance, other)) {
                try (var continued = EventLines.open(
                        any,
                        ALL + "?status=PROCESSED",
                        "Last-Event-ID",
                        stream.ids().get(0))) {
                    await().untilAsserted(() -> assertThat(continued.data())
                            .anySatisfy(event -> assertThat(event).contains("\"between\"")));
                    assertThat(continued.lines()).doesNotContain("event: gap");
                }
            }
        }
        awaitMetric("txstream_lookup_streams", 0);
    }

    /** Announcements are lost while the listening connection is replaced. */
    @Test
    void nothingIsMissingAfterTheDatabaseWasUnreachable() {
        RecordMetadata received = receive("cut");
        try (var all = open(ALL + "?status=PROCESSED");
                StatusInstance other = servers.run()) { // can project meanwhile
            long sent = System.nanoTime();
            var waiting = calls.send("GET", "/v1/transactions/cut?wait=60s");
            TestServers.awaitReady(other, instance);
            awaitMetric("txstream_lookup_held", 1);
            awaitMetric("txstream_lookup_streams", 1);
            proxy.reset();
            servers.log().end("cut", received);
            assertThat(waiting.orTimeout(90, TimeUnit.SECONDS).join().body()).contains("\"status\":\"PROCESSED\"");
            assertThat(Duration.ofNanos(System.nanoTime() - sent))
                    .as("at the end of its wait, it would be answered in any case")
                    .isLessThan(Duration.ofSeconds(55));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(all.data())
                            .anySatisfy(event -> assertThat(event).contains("\"cut\"")));
            assertThat(all.lines()).doesNotContain("event: gap");
        }
        awaitMetric("txstream_lookup_streams", 0);
    }

    /** It would need 20 MB, which no buffer on the way holds. */
    @Test
    void aReaderThatDoesNotReadFindsAGap() throws IOException {
        try (var slow = new Socket(InetAddress.getLoopbackAddress(), instance.port());
                var fast = open(ALL)) {
            slow.getOutputStream()
                    .write(("GET " + ALL + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
                            .getBytes(UTF_8));
            awaitMetric("txstream_lookup_streams", 2);
            for (int batch = 0; batch < 60; batch++) {
                ProjectedBatch.write(servers.tables(), "many-" + batch + "-", "PROCESSED", 1_000);
                int sent = (batch + 1) * 1_000;
                await().atMost(Duration.ofSeconds(30)).until(() -> fast.ids().size() >= sent);
            }
            var lines = new BufferedReader(new InputStreamReader(slow.getInputStream(), UTF_8)).lines();
            assertThat(lines.anyMatch("event: gap"::equals)).isTrue();
        }
        awaitMetric("txstream_lookup_streams", 0);
    }

    private static EventLines open(String path, String... headers) {
        return EventLines.open(instance, path, headers);
    }

    private static int status(String method, String path, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Accept";
        all[headers.length + 1] = "text/event-stream";
        return calls.send(method, path, all)
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .statusCode();
    }

    private static RecordMetadata receive(String id) {
        RecordMetadata received = servers.log().receive(id);
        await().atMost(Duration.ofSeconds(30)).until(() -> instance.lookup(id).equals("PROCESSING"));
        return received;
    }

    private static void awaitMetric(String name, int value) {
        await().atMost(Duration.ofSeconds(30)).until(() -> instance.metric(name).equals(value + ".0"));
    }
}
