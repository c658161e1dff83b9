package io.txstream.ingest;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.documents.HttpExchange;
import io.txstream.testsupport.documents.OpenApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Runs the gateway on a real port with a real broker, and sends requests with the JDK's HTTP client. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
abstract class GatewayIntegrationTest {

    static final String EXAMPLE = """
            {"transaction_id":"txn_abc123def456","source_account":"acc_user_789",\
            "destination_account":"acc_merchant_456","amount":1500.50,"currency":"INR"}""";

    /** The header of answers that do not come from the gateway. */
    static final String STAND_IN = "X-Method";

    /** Shared by all tests of the module; ends with this JVM. */
    static final Broker BROKER = broker();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @LocalServerPort
    private int port;

    private static Broker broker() {
        try {
            var broker = Servers.broker(KafkaSettings.in(Files.createTempDirectory("gateway-it")));
            broker.createTopics(Topics.DEFAULT_PARTITIONS);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void useTheBroker(DynamicPropertyRegistry properties) {
        properties.add("spring.kafka.bootstrap-servers", BROKER::bootstrapServers);
    }

    HttpResponse<String> post(String body) {
        return post(BodyPublishers.ofString(body), "application/json");
    }

    HttpResponse<String> post(BodyPublisher body, String contentType) {
        return send(request("/v1/webhooks/transactions")
                .header("Content-Type", contentType)
                .POST(body));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    int port() {
        return port;
    }

    /** Returns the sum of a metric over all its labels that contain a text. */
    double metric(String name, String label) {
        return send(request("/actuator/prometheus"))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Checks the answer against the OpenAPI document too, unless it is that of a stand-in for status-query. */
    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.headers().firstValue(STAND_IN).isEmpty()) {
                OpenApi.ofTheContract().check(HttpExchange.of(answer));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
