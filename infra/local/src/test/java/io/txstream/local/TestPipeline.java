package io.txstream.local;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static org.awaitility.Awaitility.await;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.BrokerAdmin;
import io.txstream.embedded.postgres.PostgresSettings;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.Ports;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.testservers.Containers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Runs the three services in this JVM, so that one debugger has all of them, with a broker and a database in
 * containers. Run it in an IDE after {@code mvn -DskipTests package}. It prints a line that begins with {@code READY}.
 * Data are deleted at the end.
 *
 * <p>Options: {@code --port=8000} is the port of the HTTP API, and the other services follow it; {@code --delay=30s}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ServiceConnectionAutoConfiguration.class)
class TestPipeline {

    @Bean
    @ServiceConnection
    KafkaContainer kafka() {
        return Containers.kafka();
    }

    @Bean
    @ServiceConnection
    PostgreSQLContainer postgres() {
        return Containers.postgres();
    }

    public static void main(String... arguments) throws IOException {
        try {
            start(arguments);
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1); // services that have started would keep this JVM running
        }
    }

    private static void start(String... arguments) throws IOException {
        long begin = System.nanoTime();
        Containers.requireDocker();
        ConfigurableApplicationContext containers = new SpringApplicationBuilder(TestPipeline.class)
                .web(WebApplicationType.NONE)
                .registerShutdownHook(false)
                .run(arguments);
        int port = containers.getEnvironment().getProperty("port", Integer.class, 8000);
        Path state = Files.createTempDirectory("test-pipeline");
        closeAfterTheServices(containers, port, state);
        String brokers = String.join(
                ",", containers.getBean(KafkaConnectionDetails.class).getBootstrapServers());
        try (var admin = new BrokerAdmin(brokers, Map.of())) {
            admin.create(Topics.specifications(Topics.DEFAULT_PARTITIONS, (short) 1));
        }
        String database = url(containers.getBean(R2dbcConnectionDetails.class).getConnectionFactoryOptions());
        String delay = containers.getEnvironment().getProperty("delay", "30s");
        run(port, brokers, database, state, delay);
        System.out.printf("Kafka %s, Postgres %s (user %s, no password)%n", brokers, database, PostgresSettings.USER);
        System.out.printf(
                "READY after %d s at http://localhost:%d%n",
                Duration.ofNanos(System.nanoTime() - begin).toSeconds(), port);
    }

    /** Starts the services at once, and returns when all are ready. */
    private static void run(int port, String brokers, String database, Path state, String delay) {
        var gateway = new ServiceInThisJvm(
                Service.INGEST_GATEWAY,
                "io.txstream.ingest.IngestApplication",
                List.of("--txstream.ingest.status-url=http://127.0.0.1:" + port(port, Service.STATUS_QUERY)));
        var processor = new ServiceInThisJvm(
                Service.PROCESSOR_STREAM,
                "io.txstream.processor.ProcessorApplication",
                List.of("--spring.kafka.streams.state-dir=" + state, "--txstream.processor.delay=" + delay));
        var status = new ServiceInThisJvm(
                Service.STATUS_QUERY,
                "io.txstream.status.StatusApplication",
                List.of(
                        "--spring.r2dbc.url=" + database,
                        "--spring.r2dbc.username=" + PostgresSettings.USER,
                        "--txstream.processor.delay=" + delay));
        Stream.of(gateway, processor, status)
                .map(service -> service.start(port(port, service.kind()), brokers))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static int port(int base, Service service) {
        return base + service.portOffset();
    }

    private static String url(ConnectionFactoryOptions options) {
        return "r2dbc:postgresql://%s:%s/%s"
                .formatted(options.getValue(HOST), options.getValue(PORT), options.getValue(DATABASE));
    }

    /** A service stops in order only while its broker answers. */
    private static void closeAfterTheServices(ConfigurableApplicationContext containers, int port, Path state) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                await().atMost(ServerProcess.STOP_TIMEOUT)
                        .until(() ->
                                Stream.of(Service.values()).noneMatch(service -> Ports.answers(port(port, service))));
            } finally {
                containers.close();
                delete(state);
            }
        }));
    }

    private static void delete(Path directory) {
        try {
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
