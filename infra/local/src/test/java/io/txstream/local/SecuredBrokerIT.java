package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.embedded.kafka.BrokerSecurity;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Ports;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that requires a password and rights: what SECURITY.md lists suffices, and a refused start is one line. */
@NeedsEmbeddedServers("needs a broker with users and ACLs")
class SecuredBrokerIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String DIRECT_PRODUCER = "direct-producer";
    private static final String WITHOUT_RIGHTS = "user-without-rights";
    private static final String DESCRIBER = "user-that-describes-topics";

    private static final List<String> USERS = List.of(
            "ingest-gateway",
            "processor-stream",
            "status-query",
            DIRECT_PRODUCER,
            "auditor",
            WITHOUT_RIGHTS,
            DESCRIBER);

    @TempDir
    private static Path directory;

    private static final Map<Service, ServiceProcess> running = new EnumMap<>(Service.class);

    private static KafkaServer kafka;
    private static PostgresServer postgres;
    private static Services services;
    private static StackLayout layout;
    private static int attempts;

    @BeforeAll
    static void start() throws Exception {
        layout = StackLayout.onFreePorts(1, StackLayout.ofEach(1));
        var settings = new StackSettings(Path.of("../.."), directory, layout, true);
        services = new Services(settings.withDelay(Duration.ZERO));
        kafka = KafkaServer.started(settings(USERS));
        kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        kafka.allow(KafkaPermissions.documented());
        kafka.allow(List.of(BrokerSecurity.allow(
                DESCRIBER, ResourceType.TOPIC, "transactions.", PatternType.PREFIXED, AclOperation.DESCRIBE)));
        postgres = PostgresServer.started(
                PostgresSettings.in(directory.resolve("postgres")).withPort(layout.postgres()));
    }

    @AfterAll
    static void stop() {
        running.values().forEach(ServiceProcess::closeNow);
        kafka.close();
        postgres.close();
    }

    @Test
    void theDocumentedRightsSuffice() throws Exception {
        ApiClient client = startedServices();
        produce("misplaced", ApiClient.transaction("misplaced", "1"));
        produce("invalid", "{\"transaction_id\":\"invalid\"}");
        awaitProcessed(client, "posted");
        await().atMost(TIMEOUT).until(() -> client.status("misplaced"), "PROCESSED"::equals);
        await().atMost(TIMEOUT).until(() -> client.status("invalid"), "REJECTED"::equals);
    }

    /** The gateway and status-query try again; the processor ends, so that its supervisor starts it again. */
    @Test
    void aRevokedUserIsRefusedUntilItIsAllowedAgain() throws Exception {
        ApiClient client = startedServices();
        awaitProcessed(client, "before");
        kafka.stop();
        KafkaServer withoutUsers = KafkaServer.started(settings(List.of()));
        try {
            await().atMost(TIMEOUT)
                    .until(() ->
                            client.post(ApiClient.transaction("refused", "1")).statusCode() == 503);
            ServiceProcess processor = requireNonNull(running.get(Service.PROCESSOR_STREAM));
            assertThat(processor.process().onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(1);
            assertThat(Files.readString(
                            services.spec(Service.PROCESSOR_STREAM, 0).log()))
                    .containsPattern(
                            "Cannot continue: stream threads die again and again.*SaslAuthenticationException");
        } finally {
            withoutUsers.close();
        }
        kafka.start();
        requireNonNull(running.get(Service.PROCESSOR_STREAM)).start();
        awaitProcessed(client, "after");
        assertThat(running.values()).allMatch(ServiceProcess::isAlive);
    }

    /** Starts the services once for all tests. */
    private static ApiClient startedServices() {
        if (running.isEmpty()) {
            for (Service service : Service.values()) {
                running.put(service, new ServiceProcess(as(service.module(), services.spec(service, 0)), true));
            }
            running.values().forEach(ServiceProcess::launch);
            running.values().forEach(ServiceProcess::awaitReady);
        }
        return new ApiClient("http://127.0.0.1:" + layout.base());
    }

    private static void awaitProcessed(ApiClient client, String id) {
        await().atMost(TIMEOUT)
                .until(() -> client.post(ApiClient.transaction(id, "1")).statusCode() == 202);
        await().atMost(TIMEOUT).until(() -> client.status(id), "PROCESSED"::equals);
    }

    private static KafkaSettings settings(List<String> users) {
        return KafkaSettings.in(directory.resolve("kafka"))
                .withPort(layout.kafka())
                .withUsers(users);
    }

    @Test
    void aWrongPasswordIsNamed() {
        var wrong = BrokerSecurity.client("ingest-gateway", "wrong");
        attempt(with(wrong, services.spec(Service.INGEST_GATEWAY, 0)))
                .assertRefused("the broker refuses the credentials of this service");
    }

    @Test
    void missingRightsAreNamed() {
        attempt(as(WITHOUT_RIGHTS, services.spec(Service.PROCESSOR_STREAM, 0)))
                .assertRefused("denies this service the right Describe on topic transactions.");
        attempt(as(DESCRIBER, services.spec(Service.STATUS_QUERY, 0)))
                .assertRefused("denies this service the right DescribeConfigs on topic transactions.");
    }

    @Test
    void aProtocolThatTheBrokerDoesNotSpeakIsNamed() {
        for (String protocol : List.of("PLAINTEXT", "SSL")) {
            attempt(services.spec(Service.INGEST_GATEWAY, 0)
                            .with("SPRING_KAFKA_SECURITY_PROTOCOL", protocol)
                            .with("TXSTREAM_TOPICS_STARTUP_TIMEOUT", "1s"))
                    .assertRefused("SPRING_KAFKA_SECURITY_PROTOCOL");
        }
    }

    /** Sends a record to a partition that is not the home of its key. */
    private static void produce(String key, String value) throws Exception {
        Map<String, Object> settings = new HashMap<>(BrokerSecurity.client(DIRECT_PRODUCER));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        int home = TransactionKey.homePartition(key.getBytes(UTF_8), Topics.DEFAULT_PARTITIONS);
        int other = (home + 1) % Topics.DEFAULT_PARTITIONS;
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.RECEIVED, other, key.getBytes(UTF_8), value.getBytes(UTF_8)))
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static ServiceSpec as(String user, ServiceSpec spec) {
        return with(BrokerSecurity.client(user), spec);
    }

    private static ServiceSpec with(Map<String, String> client, ServiceSpec spec) {
        return spec.with("SPRING_KAFKA_SECURITY_PROTOCOL", requireNonNull(client.get("security.protocol")))
                .with("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", requireNonNull(client.get("sasl.mechanism")))
                .with("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", requireNonNull(client.get("sasl.jaas.config")));
    }

    private static FailingStart attempt(ServiceSpec spec) {
        return new FailingStart(spec.instance(spec.name() + "-attempt-" + ++attempts, Ports.free()));
    }
}
