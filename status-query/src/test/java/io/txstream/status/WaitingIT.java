package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.testsupport.RawConnection;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lookups that wait, through HTTP, on a real broker and a real Postgres. The test is the processor. */
@Timeout(180)
class WaitingIT {

    @TempDir
    private static Path directory;

    private static TestServers servers;
    private static StatusInstance instance;
    private static HeldCalls calls;

    @BeforeAll
    static void start() {
        servers = new TestServers(directory);
        servers.empty();
        instance = servers.run("--txstream.lookup.max-held=20");
        calls = new HeldCalls(instance);
        TestServers.awaitReady(instance);
    }

    @AfterAll
    static void stop() {
        instance.close();
        servers.close();
    }

    @Test
    void aWaitEndsWhenTheTransactionIsProcessed() {
        RecordMetadata received = receive("ends");
        long sent = System.nanoTime();
        CompletableFuture<HttpResponse<String>> parameter = calls.send("GET", "/v1/transactions/ends?wait=50s");
        CompletableFuture<HttpResponse<String>> header =
                calls.send("GET", "/v1/transactions/ends", "Prefer", "wait=50");
        awaitHeld(2);
        assertThat(parameter).isNotDone();
        servers.log().end("ends", received);
        assertThat(answer(parameter).body())
                .contains("\"status\":\"PROCESSED\"")
                .doesNotContain("due_at");
        assertThat(answer(parameter).headers().firstValue("Retry-After")).isEmpty();
        assertThat(answer(parameter).headers().firstValue("Preference-Applied")).isEmpty();
        assertThat(answer(header).body()).contains("\"status\":\"PROCESSED\"");
        assertWoken(sent);
        assertThat(answer(header).headers().firstValue("Preference-Applied")).contains("wait=50");
        awaitHeld(0);
        assertThat(calls.get("/v1/transactions/ends?wait=50s").statusCode()).isEqualTo(200);
    }

    @Test
    void whenTheTimeIsOverTheAnswerIsThePresentState() {
        receive("pending");
        HttpResponse<String> answer = calls.get("/v1/transactions/pending?wait=300ms");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"PROCESSING\"", "\"due_at\":\"");
        assertThat(answer.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 30));
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(answer.headers().firstValue("Vary")).contains("Accept, Prefer");
    }

    @Test
    void aStateThatTheClientHasIsNotSentAgain() {
        RecordMetadata received = receive("tagged");
        String tag = calls.get("/v1/transactions/tagged")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        assertThat(tag).matches("\"[0-9a-f]{16}\"");
        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            HttpResponse<String> answer = calls.get("/v1/transactions/tagged", "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.headers().firstValue("ETag")).contains(tag);
            assertThat(answer.body()).isEmpty();
        }
        assertThat(calls.get("/v1/transactions/tagged", "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
        servers.log().end("tagged", received);
        awaitStatus("tagged", "PROCESSED");
        assertThat(calls.get("/v1/transactions/tagged", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWaitForAChangeEndsWithIt() {
        RecordMetadata received = receive("long-poll");
        String tag = calls.get("/v1/transactions/long-poll")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        HttpResponse<String> unchanged = calls.get("/v1/transactions/long-poll?wait=300ms", "If-None-Match", tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.headers().firstValue("Retry-After")).isPresent();
        long sent = System.nanoTime();
        var changed = calls.send("GET", "/v1/transactions/long-poll?wait=50s", "If-None-Match", tag);
        awaitHeld(1);
        servers.log().end("long-poll", received);
        assertThat(answer(changed).statusCode()).isEqualTo(200);
        assertThat(answer(changed).body()).contains("\"status\":\"PROCESSED\"");
        assertWoken(sent);
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        receive("head");
        HttpResponse<String> get = calls.get("/v1/transactions/head?wait=100ms");
        HttpResponse<String> head = answer(calls.send("HEAD", "/v1/transactions/head?wait=100ms"));
        assertThat(head.body()).isEmpty();
        for (String header : new String[] {"Content-Type", "Content-Length", "ETag", "Cache-Control"}) {
            assertThat(head.headers().firstValue(header))
                    .as(header)
                    .isPresent()
                    .isEqualTo(get.headers().firstValue(header));
        }
    }

    @Test
    void anUnknownTransactionIsNotWaitedFor() {
        HttpResponse<String> answer = calls.get("/v1/transactions/unknown?wait=50s");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
    }

    @ParameterizedTest
    @CsvSource({
        "wait=61s, wait",
        "wait=-1s, wait",
        "wait=soon, wait",
        "wait=, wait",
        "wait=1s&wait=1s, wait",
        "delay=1, delay",
        "Wait=1s, Wait"
    })
    void aBadParameterIsNamed(String query, String parameter) {
        HttpResponse<String> answer = calls.get("/v1/transactions/t?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"parameter\":\"" + parameter + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/png", "nonsense", "application/json;q=0"})
    void aTypeThatIsNotOfferedIs406(String accept) {
        assertThat(calls.get("/v1/transactions/t", "Accept", accept).statusCode())
                .isEqualTo(406);
    }

    @Test
    void aClientThatGoesAwayFreesItsPlace() {
        receive("gone");
        try (var one = new RawConnection(instance.port());
                var other = new RawConnection(instance.port())) {
            one.send("GET /v1/transactions/gone?wait=60s HTTP/1.1\r\nHost: localhost\r\n\r\n");
            other.send("GET /v1/transactions/gone HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            awaitHeld(2);
            one.reset();
            awaitHeld(1);
        }
        awaitHeld(0);
    }

    @Test
    void thoseWhoFindNoPlaceGet503() {
        RecordMetadata received = receive("full");
        long sent = System.nanoTime();
        var held = IntStream.range(0, 20)
                .mapToObj(i -> calls.send("GET", "/v1/transactions/full?wait=50s"))
                .toList();
        awaitHeld(20);
        HttpResponse<String> refused = calls.get("/v1/transactions/full?wait=50s");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(calls.get("/v1/transactions/full", "Accept", "text/event-stream")
                        .statusCode())
                .isEqualTo(503);
        assertThat(calls.get("/v1/transactions/full").statusCode()).isEqualTo(200);
        servers.log().end("full", received);
        assertThat(held).allSatisfy(one -> assertThat(answer(one).body()).contains("PROCESSED"));
        assertWoken(sent);
        awaitHeld(0);
    }

    @Test
    void anInstanceIsWokenByWhatAnotherOneProjects() {
        try (StatusInstance other = servers.run()) {
            TestServers.awaitReady(other, instance);
            for (int i = 0; i < 4; i++) { // ids of both partitions, which the two instances share
                String id = "other" + i;
                RecordMetadata received = receive(id);
                long sent = System.nanoTime();
                var waiting = new HeldCalls(other).send("GET", "/v1/transactions/" + id + "?wait=50s");
                await().until(() -> other.metric("txstream_lookup_held").equals("1.0"));
                servers.log().end(id, received);
                assertThat(answer(waiting).body()).contains("PROCESSED");
                assertWoken(sent);
            }
        }
    }

    @Test
    void aStopAnswersThoseWhoWait() {
        StatusInstance stopped = servers.run();
        TestServers.awaitReady(stopped);
        receive("stopped");
        var waiting = new HeldCalls(stopped).send("GET", "/v1/transactions/stopped?wait=60s");
        EventLines stream = EventLines.open(stopped, "/v1/transactions/stopped");
        await().until(() -> stopped.metric("txstream_lookup_held").equals("2.0"));
        stopped.close();
        assertThat(answer(waiting).body()).contains("PROCESSING");
        await().untilAsserted(() -> assertThat(stream.lines()).endsWith("end"));
    }

    /** Sends a received record, and waits until it is projected. */
    private static RecordMetadata receive(String id) {
        RecordMetadata received = servers.log().receive(id);
        awaitStatus(id, "PROCESSING");
        return received;
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(Duration.ofSeconds(30)).until(() -> instance.lookup(id).equals(status));
    }

    private static void awaitHeld(int number) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> instance.metric("txstream_lookup_held").equals(number + ".0"));
    }

    /** At the end of a wait of 50 s, the answer is the present state in any case. */
    private static void assertWoken(long sent) {
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(45));
    }

    private static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> call) {
        return call.orTimeout(90, TimeUnit.SECONDS).join();
    }
}
