package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.RejectionReason;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP contract over a real connection, through its one base URL. */
@Execution(ExecutionMode.CONCURRENT)
class HttpPipelineIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final LocalStack stack = RunningStack.get();
    private final ApiClient client = new ApiClient(stack.gateway().url());
    private final TopicRecords topics = new TopicRecords(stack.kafka().bootstrapServers());

    @Test
    void theExampleIsAcceptedThenProcessingThenProcessed() {
        HttpResponse<String> accepted = client.submit(ApiClient.transaction("txn_abc123def456", "1500.50"));
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/v1/transactions/txn_abc123def456");
        awaitStatus("txn_abc123def456", "PROCESSING");
        assertThat(client.get(location).body())
                .matches("\\{\"transaction_id\":\"txn_abc123def456\",\"source_account\":\"acc_user_789\","
                        + "\"destination_account\":\"acc_merchant_456\",\"amount\":1500.50,\"currency\":\"INR\","
                        + "\"status\":\"PROCESSING\",\"created_at\":\"[-0-9T:.]+Z\",\"processed_at\":null,"
                        + "\"due_at\":\"[-0-9T:.]+Z\"}");
        awaitStatus("txn_abc123def456", "PROCESSED");
        assertThat(client.get(location).body())
                .matches(".*\"status\":\"PROCESSED\",\"created_at\":\"[-0-9T:.]+Z\",\"processed_at\":\"[-0-9T:.]+Z\"}");
    }

    @Test
    void processedOnceHoweverOftenResent() {
        for (int i = 0; i < 5; i++) {
            client.submit(ApiClient.transaction("resent", i % 2 == 0 ? "7.5" : "7.50"));
        }
        awaitStatus("resent", "PROCESSED");
        client.submit(ApiClient.transaction("resent", "7.5"));
        passThrough("after-resent");
        assertThat(topics.received("resent")).hasSizeGreaterThanOrEqualTo(6);
        assertThat(topics.processed("resent")).hasSize(1);
        assertThat(topics.rejected("resent")).isEmpty();
    }

    @Test
    void notBeforeDueAndSoonAfter() {
        client.submit(ApiClient.transaction("timed", "1"));
        awaitStatus("timed", "PROCESSED");
        var record = topics.processed("timed").get(0);
        Instant due = TopicRecords.event(record).dueAt();
        assertThat(due).isEqualTo(TopicRecords.event(record).createdAt().plus(RunningStack.DELAY));
        assertThat(Instant.ofEpochMilli(record.timestamp())).isBetween(due, due.plusSeconds(5));
    }

    @Test
    void firstWinsAndTheConflictingDuplicateIsRejected() {
        client.submit(ApiClient.transaction("conflicting", "1"));
        client.submit(ApiClient.transaction("conflicting", "2"));
        awaitStatus("conflicting", "PROCESSED");
        assertThat(client.lookup("conflicting").body()).contains("\"amount\":1,");
        List<Long> conflicts = topics.received("conflicting").stream()
                .filter(record -> new String(record.value(), UTF_8).contains("\"amount\":2"))
                .map(record -> record.offset())
                .toList();
        assertThat(conflicts).isNotEmpty();
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(topics.rejections("conflicting"))
                        .allMatch(rejection -> rejection.reason() == RejectionReason.CONFLICTING_DUPLICATE)
                        .extracting(rejection -> rejection.origin().offset())
                        .isEqualTo(conflicts));
    }

    @Test
    void anUnknownIdIsNotFound() {
        HttpResponse<String> answer = client.lookup("unknown");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"detail\":\"Transaction not found\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "😀", "%41%2F", ".", "..", "é;v=1", "?#&+", "\"\\", "a//b/../c"})
    void anyIdIsFoundUnderItsLocation(String id) {
        HttpResponse<String> accepted = client.submit(ApiClient.transaction(id, "0.1"));
        assertFoundAt(accepted.headers().firstValue("Location").orElseThrow(), ApiClient.transaction(id, "0.1"));
    }

    @Test
    void theLongestIdIsFoundUnderItsLocation() {
        String id = "😀".repeat(128);
        HttpResponse<String> accepted = client.submit(ApiClient.transaction(id, "0.1"));
        assertFoundAt(accepted.headers().firstValue("Location").orElseThrow(), ApiClient.transaction(id, "0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Ab", "%FF", "%ED%A0%80"})
    void aSegmentThatIsNoIdIsNotFound(String segment) {
        client.submit(ApiClient.transaction("\uFFFD", "1"));
        await().atMost(TIMEOUT).until(() -> !client.status("%EF%BF%BD").equals("404"));
        assertThat(client.lookup(segment).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.1", "0.000000000000000001", "99999999999999999999.999999999999999999", "-5", "0.00", "100"})
    void amountsAreReturnedAsTheyWereSent(String amount) {
        String id = "amount" + amount;
        client.submit(ApiClient.transaction(id, amount));
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(client.lookup(id).body()).contains("\"amount\":" + amount + ","));
    }

    @Test
    void noMetricNamesATransaction() {
        client.submit(ApiClient.transaction("metric-id", "1"));
        awaitStatus("metric-id", "PROCESSED");
        for (ServiceProcess service : new ServiceProcess[] {stack.gateway(), stack.processor(), stack.status()}) {
            String metrics =
                    new ApiClient(service.url()).get("/actuator/prometheus").body();
            assertThat(metrics).contains("txstream_").doesNotContain("metric-id");
        }
    }

    private void assertFoundAt(String location, String sent) {
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(client.get(location).body()).startsWith(sent.substring(0, sent.length() - 1)));
    }

    private void passThrough(String id) {
        client.submit(ApiClient.transaction(id, "1"));
        awaitStatus(id, "PROCESSED");
    }

    private void awaitStatus(String id, String status) {
        await().atMost(TIMEOUT).until(() -> client.status(id), status::equals);
    }
}
