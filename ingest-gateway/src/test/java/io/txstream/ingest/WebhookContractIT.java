package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.testsupport.TopicReader;
import java.net.URLDecoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookContractIT extends GatewayIntegrationTest {

    @Test
    void reportsThatItIsHealthyAlsoToHead() {
        HttpResponse<String> answer = send(request("/"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .matches("\\{\"status\":\"HEALTHY\",\"current_time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"}");
        HttpResponse<String> head = send(request("/").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void acceptsTheExample() {
        HttpResponse<String> answer = post(EXAMPLE);
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"ACCEPTED\",\"message\":\"Transaction queued for processing\"}");
        assertThat(header(answer, "Location")).isEqualTo("/v1/transactions/txn_abc123def456");
        assertThat(Double.parseDouble(header(answer, "X-Process-Time-ms"))).isPositive();
        assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    }

    @Test
    void answersADuplicateLikeTheFirst() {
        HttpResponse<String> first = post(EXAMPLE);
        HttpResponse<String> second = post(EXAMPLE);
        assertThat(second.statusCode()).isEqualTo(first.statusCode());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "Location")).isEqualTo(header(first, "Location"));
    }

    @Test
    void durableAckStoresTheBodyByteForByteUnderItsIdInTheHomePartition() {
        String body =
                " {\"unknown\" : [1, {\"x\":null}],\n" + example("durable").substring(1) + "\n";
        assertThat(post(body).statusCode()).isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = received("durable");
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.value()).asString(UTF_8).isEqualTo(body);
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(TransactionKey.isHome(record.key(), record.partition(), Topics.DEFAULT_PARTITIONS))
                    .isTrue();
        });
    }

    @Test
    void reportsEveryBrokenFieldAtOnce() {
        HttpResponse<String> answer = post("{\"transaction_id\":\"broken\",\"amount\":\"1\",\"currency\":\"euro\"}");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"status\":422")
                .contains("{\"pointer\":\"/source_account\",\"reason\":\"is required\"}")
                .contains("{\"pointer\":\"/destination_account\",\"reason\":\"is required\"}")
                .contains("{\"pointer\":\"/amount\",\"reason\":\"must be a number\"}")
                .contains("{\"pointer\":\"/currency\",\"reason\":\"must be three letters A-Z\"}");
        assertThat(received("broken")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nope", "{\"amount\":NaN}", "{\"a\":1}{", "\u0000"})
    void answers400ToABodyThatIsNotJson(String body) {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("The body is not JSON");
    }

    @Test
    void answers400ToOtherEncodingsAndDeepNesting() {
        byte[] latin = EXAMPLE.replace("user", "üser").getBytes(ISO_8859_1);
        assertThat(post(BodyPublishers.ofByteArray(latin), "application/json").body())
                .contains("not UTF-8");
        assertThat(post("[".repeat(10_000)).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"1e400, 422", "0.1, 202", "1e-18, 202", "1e-19, 422", "\"1\", 422", "123456789012345678901, 422"})
    void acceptsOnlyAmountsThatItCanStoreExactly(String amount, int status) {
        assertThat(post(example("amount").replace("1500.50", amount)).statusCode())
                .isEqualTo(status);
    }

    @Test
    void answers413ToABodyThatIsTooLarge() {
        HttpResponse<String> answer = post("{\"x\":\"" + "x".repeat(70_000) + "\"}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain, 415",
        "application/x-www-form-urlencoded, 415",
        "application/json;charset=iso-8859-1, 415",
        "nonsense, 415",
        "application/json;charset=UTF-8, 202",
        "application/cloudevents+json, 202",
        "application/json;charset=us-ascii, 202",
    })
    void acceptsOnlyJson(String type, int status) {
        assertThat(post(BodyPublishers.ofString(example("typed")), type).statusCode())
                .isEqualTo(status);
    }

    @Test
    void aCompressedBodyIsNotTaken() {
        HttpResponse<String> answer = send(request("/v1/webhooks/transactions")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofString(EXAMPLE)));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(header(answer, "Accept-Encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity"})
    void takesABodyThatSaysItIsNotEncoded(String encoding) {
        var request = request("/v1/webhooks/transactions")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofString(example("not-encoded")));
        assertThat(send(request).statusCode()).isEqualTo(202);
    }

    @Test
    void takesTheWebhookPathWithASlashAtTheEnd() {
        var request = request("/v1/webhooks/transactions/").POST(BodyPublishers.ofString(example("slash")));
        assertThat(send(request).statusCode()).isEqualTo(202);
        assertThat(send(request("/v1/webhooks/transactions/")).statusCode()).isEqualTo(405);
    }

    @Test
    void aWebPageMustNotPostWithoutContentType() {
        var untyped = request("/v1/webhooks/transactions")
                .header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString(example("cross-site")));
        assertThat(send(untyped).statusCode()).isEqualTo(415);
        assertThat(received("cross-site")).isEmpty();
    }

    @Test
    void answers400ToAByteOrderMark() {
        assertThat(post("\uFEFF" + EXAMPLE).statusCode()).isEqualTo(400);
    }

    @Test
    void treatsABodyWithoutContentTypeAsJson() {
        var untyped = request("/v1/webhooks/transactions").POST(BodyPublishers.ofString(example("untyped")));
        assertThat(send(untyped).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "😀", "%41", "..", "é;v=1", "?#&+", "\\\""})
    void encodesTheIdAsOnePathSegmentInLocation(String id) {
        HttpResponse<String> answer = post(example(id.replace("\\", "\\\\").replace("\"", "\\\"")));
        assertThat(answer.statusCode()).isEqualTo(202);
        String segment = header(answer, "Location").substring("/v1/transactions/".length());
        assertThat(segment).matches("[A-Za-z0-9%_~-]+");
        assertThat(URLDecoder.decode(segment, UTF_8)).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/webhooks/transactions, POST",
        "PUT, /v1/webhooks/transactions, POST",
        "POST, /, 'GET,HEAD'",
        "POST, /actuator/health, GET",
        "DELETE, /v1/transactions/t1, 'GET,HEAD'"
    })
    void answers405ThatNamesTheAllowedMethods(String method, String path, String allowed) {
        HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(header(answer, "Allow").split(",")).containsExactlyInAnyOrder(allowed.split(","));
        assertThat(answer.body()).contains("\"detail\":\"Allowed here: ").contains(allowed.split(","));
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void answers404ToAnUnknownPath() {
        HttpResponse<String> answer = send(request("/nowhere"));
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"detail\":\"No such path\"");
    }

    @Test
    void answers503ToALookupWithoutStatusQuery() {
        HttpResponse<String> answer = send(request("/v1/transactions/t1"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isEqualTo("1");
        assertThat(answer.body()).contains("Transactions cannot be looked up now; try again");
    }

    @Test
    void countsByOutcomeWithoutTransactionIds() {
        double before = accepted();
        post(example("counted-id"));
        assertThat(accepted()).isEqualTo(before + 1);
        assertThat(send(request("/actuator/prometheus")).body()).doesNotContain("counted-id");
    }

    @Test
    void reportsLivenessAndReadiness() {
        assertThat(send(request("/actuator/health/liveness")).body()).contains("\"status\":\"UP\"");
        assertThat(send(request("/actuator/health/readiness")).body()).contains("\"status\":\"UP\"");
    }

    private double accepted() {
        return metric("txstream_ingest_webhooks_total", "outcome=\"accepted\"");
    }

    private static String example(String id) {
        return EXAMPLE.replace("txn_abc123def456", id);
    }

    private static List<ConsumerRecord<byte[], byte[]>> received(String id) {
        return new TopicReader(BROKER.bootstrapServers())
                .readAll(Topics.RECEIVED).stream()
                        .filter(record -> new String(record.key(), UTF_8).equals(id))
                        .toList();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
