package io.txstream.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.service.StartupProblemException;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.DirectProducer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application, on a real broker and a real Postgres. */
class StatusQueryIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static Broker kafka;
    private static Database postgres;

    @BeforeAll
    static void start() {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
        kafka.createTopics(2);
        postgres = Servers.database(PostgresSettings.in(directory.resolve("postgres")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void continuesFromTheStoredOffsetsAndRefusesAnotherLog() {
        try (var application = run()) {
            produce("t1");
            awaitFound(application, "t1");
        }
        try (var application = run()) {
            produce("t2");
            awaitFound(application, "t2");
            await().atMost(Duration.ofSeconds(30)).until(() -> lag(application).equals("0.0"));
        }
        try (Broker other = Servers.broker(KafkaSettings.in(directory.resolve("other")))) {
            other.createTopics(2);
            assertThatThrownBy(() -> run(other))
                    .hasRootCauseInstanceOf(StartupProblemException.class)
                    .rootCause()
                    .hasMessageContaining("the database belongs to another log");
        }
    }

    /** After a broker hangs and crashes, a group can wait for a member that no longer exists. */
    @Test
    void isNotReadyAndReportsNoLagWhileItsGroupWaitsForALostMember() {
        try (var application = run();
                var lost = member();
                var other = member()) {
            awaitReadiness(application, 200);
            await().atMost(Duration.ofSeconds(30)).pollInSameThread().until(() -> {
                lost.poll(Duration.ofMillis(100));
                return !lost.assignment().isEmpty();
            });
            awaitReadiness(application, 200);
            await().atMost(Duration.ofSeconds(30)).pollInSameThread().until(() -> {
                other.poll(Duration.ofMillis(100));
                return readiness(application) == 503 && lag(application).equals("NaN");
            });
            await().atMost(Duration.ofSeconds(60)).pollInSameThread().until(() -> {
                other.poll(Duration.ofMillis(100));
                return readiness(application) == 200;
            });
        }
    }

    /** Returns another member of the group. A rebalance waits 15 s for it at most. */
    private static KafkaConsumer<byte[], byte[]> member() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "status-query",
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                15_000);
        var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(Topics.ALL);
        return consumer;
    }

    private static void awaitReadiness(ConfigurableApplicationContext application, int status) {
        await().atMost(Duration.ofSeconds(30)).until(() -> readiness(application) == status);
    }

    private static int readiness(ConfigurableApplicationContext application) throws IOException, InterruptedException {
        return get(application, "/actuator/health/readiness").statusCode();
    }

    private static String lag(ConfigurableApplicationContext application) throws IOException, InterruptedException {
        return get(application, "/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("txstream_projection_lag_records{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    private static ConfigurableApplicationContext run() {
        return run(kafka);
    }

    private static ConfigurableApplicationContext run(Broker broker) {
        return new SpringApplication(StatusApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                        "--spring.r2dbc.url=" + postgres.r2dbcUrl(),
                        "--spring.r2dbc.username=" + PostgresSettings.USER);
    }

    private static void produce(String id) {
        new DirectProducer(kafka.bootstrapServers()).send(id);
    }

    private static void awaitFound(ConfigurableApplicationContext application, String id) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                get(application, "/v1/transactions/" + id).statusCode())
                        .isEqualTo(200));
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }
}
