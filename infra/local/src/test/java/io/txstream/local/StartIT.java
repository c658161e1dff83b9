package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.Database;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Ports;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.DirectProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start of services whose broker, topics, database or directory is missing or wrong. A service waits where that can
 * help. Otherwise it ends with exit code 1 and one line that gives the reason.
 */
class StartIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    private static Path directory;

    private static Broker kafka;
    private static Database postgres;
    private static Services services;
    private static int attempts;

    @BeforeAll
    static void start() {
        var layout = StackLayout.onFreePorts(1, StackLayout.ofEach(1));
        var settings = new StackSettings(Path.of("../.."), directory, layout, true);
        // These processes only start. Without the optimizing compiler that takes two thirds of the CPU.
        services = new Services(settings.withDelay(Duration.ZERO).withJvmOption("-XX:TieredStopAtLevel=1"));
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")).withPort(layout.kafka()));
        kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        postgres = Servers.database(
                PostgresSettings.in(directory.resolve("postgres")).withPort(layout.postgres()));
    }

    @AfterAll
    static void stop() {
        kafka.close();
        postgres.close();
    }

    @Test
    void withoutABrokerEveryServiceWaitsAndThenFails() {
        List<FailingStart> all = Stream.of(gateway(), processor(), status())
                .map(spec -> spec.with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + Ports.free())
                        .with("TXSTREAM_TOPICS_STARTUP_TIMEOUT", "6s"))
                .map(StartIT::attempt)
                .toList();
        assertThat(all).allSatisfy(attempt -> {
            attempt.assertRefused("does not answer");
            assertThat(attempt.log()).contains("waiting: the broker at 127.0.0.1:");
        });
    }

    @Test
    void aBrokerWithoutAnAddressIsNamed() {
        attempt(gateway()
                        .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "no-such-host.invalid:9092")
                        .with("TXSTREAM_TOPICS_STARTUP_TIMEOUT", "1s"))
                .assertRefused("No resolvable bootstrap urls");
    }

    @Test
    void aWrongSettingForTheBrokerIsNamed() {
        attempt(gateway().with("SPRING_KAFKA_SECURITY_PROTOCOL", "SLS")).assertRefused("Invalid value SLS");
    }

    @Test
    void wrongTopicsAreNamed() {
        try (Broker other = Servers.broker(KafkaSettings.in(directory.resolve("other")))) {
            other.createTopics(List.of(
                    Topics.specifications(6, (short) 1).get(0),
                    Topics.specifications(6, (short) 1).get(1),
                    new NewTopic(Topics.REJECTED, 3, (short) 1)
                            .configs(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"))));
            Stream.of(processor(), gateway())
                    .map(spec -> attempt(spec.with("SPRING_KAFKA_BOOTSTRAP_SERVERS", other.bootstrapServers())))
                    .toList()
                    .forEach(attempt -> {
                        attempt.assertRefused("the topics must have equally many partitions");
                        attempt.assertRefused("must have message.timestamp.type=LogAppendTime");
                    });
        }
    }

    @Test
    void withoutADatabaseStatusQueryFails() {
        attempt(status().with("SPRING_R2DBC_URL", "r2dbc:postgresql://127.0.0.1:" + Ports.free() + "/transactions")
                        .with("SPRING_FLYWAY_CONNECT_RETRIES", "1"))
                .assertRefused("the database cannot be used: Connection to");
    }

    @Test
    void statusQueryWaitsForItsDatabase() {
        ServiceSpec spec = status().instance("status-query-early", Ports.free());
        try (var status = new ServiceProcess(spec, true)) {
            postgres.stop();
            try {
                status.launch();
                await().atMost(TIMEOUT).until(() -> FailingStart.logOf(spec).contains("Connection error"));
            } finally {
                postgres.start();
            }
            status.awaitReady();
        }
    }

    @Test
    void aForeignDatabaseIsNamed() throws SQLException {
        execute("CREATE DATABASE taken");
        execute(postgres.jdbcUrl().replace("/transactions", "/taken"), "CREATE TABLE transactions (id int)");
        attempt(status().with("SPRING_R2DBC_URL", postgres.r2dbcUrl().replace("/transactions", "/taken")))
                .assertRefused("the database does not fit this version of status-query: Found non-empty schema");
    }

    @Test
    void aChangedMigrationIsNamed() throws SQLException {
        ServiceSpec spec = status().instance("status-query-migrated", Ports.free());
        try (var status = new ServiceProcess(spec, true)) {
            status.start();
        }
        execute("UPDATE flyway_schema_history SET checksum = checksum + 1");
        try {
            attempt(status()).assertRefused("Migration checksum mismatch");
        } finally {
            execute("UPDATE flyway_schema_history SET checksum = checksum - 1");
        }
    }

    @Test
    void aFileInPlaceOfTheStateFolderIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "not a folder");
        attempt(processorOn(file)).assertRefused("the state directory cannot be used");
    }

    @Test
    void aStateFolderInUseIsNamed() {
        Path state = directory.resolve("shared-state");
        ServiceSpec first = processorOn(state).instance("processor-stream-first", Ports.free());
        try (var processor = new ServiceProcess(first, true)) {
            processor.start();
            attempt(processorOn(state)).assertRefused("the state directory cannot be used");
        }
    }

    @Test
    void corruptStoresAreNamedAndRebuilt() throws IOException {
        Path state = directory.resolve("corrupt-state");
        ServiceSpec spec = processorOn(state).instance("processor-stream-corrupt", Ports.free());
        String after = Stream.iterate(0, i -> i + 1)
                .map(i -> "after-" + i)
                .filter(id -> home(id) == home("before"))
                .findFirst()
                .orElseThrow();
        try (var processor = new ServiceProcess(spec, true)) {
            processor.start();
            produce("before");
            await().atMost(TIMEOUT).until(() -> processed("before") == 1);
            processor.stop();
            corrupt(state);
            processor.start();
            produce("before");
            produce(after); // in the same partition, so that the resend was handled when this is processed
            await().atMost(TIMEOUT).until(() -> processed(after) == 1);
            assertThat(processed("before")).isEqualTo(1);
        }
        assertThat(FailingStart.logOf(spec))
                .contains("the local stores of a task cannot be used; they are rebuilt from Kafka");
    }

    private static ServiceSpec gateway() {
        return services.spec(Service.INGEST_GATEWAY, 0);
    }

    private static ServiceSpec processor() {
        return services.spec(Service.PROCESSOR_STREAM, 0);
    }

    private static ServiceSpec status() {
        return services.spec(Service.STATUS_QUERY, 0);
    }

    private static int home(String id) {
        return TransactionKey.homePartition(TransactionKey.of(id), Topics.DEFAULT_PARTITIONS);
    }

    private static int processed(String id) {
        return new TopicRecords(kafka.bootstrapServers()).processed(id).size();
    }

    private static ServiceSpec processorOn(Path state) {
        return processor().with("SPRING_KAFKA_STREAMS_STATE_DIR", state.toString());
    }

    private static void corrupt(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path manifest : files.filter(
                            file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .toList()) {
                Files.writeString(manifest, "no manifest");
            }
        }
    }

    private static void produce(String id) {
        new DirectProducer(kafka.bootstrapServers()).send(id);
    }

    private static void execute(String sql) throws SQLException {
        execute(postgres.jdbcUrl(), sql);
    }

    private static void execute(String jdbcUrl, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static FailingStart attempt(ServiceSpec spec) {
        return new FailingStart(spec.instance(spec.name() + "-attempt-" + ++attempts, Ports.free()));
    }
}
