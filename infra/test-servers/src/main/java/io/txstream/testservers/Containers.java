package io.txstream.testservers;

import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Creates containers with the settings of the embedded servers. None is started. Each listens on the loopback address
 * only, since it asks for no password, and on a port that Docker chooses. If no Docker answers, each method throws an
 * {@link IllegalStateException} that says what to do.
 */
public final class Containers {

    static final int KAFKA_PORT = 9092;

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    /** These describe listeners and the quorum, which the container has of its own. */
    private static final Set<String> OWN_SETTINGS = Set.of(
            "process.roles",
            "node.id",
            "listener.security.protocol.map",
            "inter.broker.listener.name",
            "controller.listener.names");

    private static final List<String> JVM_OPTIONS = List.of("-Xmx400m", "-XX:+UseSerialGC");

    private Containers() {}

    /**
     * Returns if Docker answers.
     *
     * @throws IllegalStateException if no Docker answers; the message says what to do
     */
    public static void requireDocker() {
        DockerCheck.require();
    }

    /** Returns a broker without topics. */
    public static KafkaContainer kafka() {
        return kafka(JVM_OPTIONS, Map.of());
    }

    /**
     * Returns a broker without topics.
     *
     * @param jvmOptions heap, collector and other JVM options
     * @param properties broker settings, which override those of the embedded broker
     */
    static KafkaContainer kafka(List<String> jvmOptions, Map<String, String> properties) {
        DockerCheck.require();
        Map<String, String> settings = new HashMap<>(KafkaSettings.fixedProperties());
        settings.keySet().removeAll(OWN_SETTINGS);
        settings.putAll(properties);
        var container = new KafkaContainer(Images.kafka());
        container.setPortBindings(List.of(onLoopback(KAFKA_PORT, "")));
        settings.forEach((name, value) -> container.withEnv(variable(name), value));
        // The image's own performance options choose a collector too, and a JVM refuses two.
        return container
                .withEnv("KAFKA_HEAP_OPTS", String.join(" ", jvmOptions))
                .withEnv("KAFKA_JVM_PERFORMANCE_OPTS", "-server")
                .withStartupTimeout(START_TIMEOUT);
    }

    /** Returns a Postgres with the database {@link PostgresSettings#DATABASE}, whose users need no password. */
    public static PostgreSQLContainer postgres() {
        DockerCheck.require();
        String[] command = Stream.concat(
                        Stream.of("postgres"),
                        PostgresSettings.CONFIGURATION.stream().flatMap(setting -> Stream.of("-c", setting)))
                .toArray(String[]::new);
        var container = new PostgreSQLContainer(Images.postgres());
        container.setPortBindings(List.of(onLoopback(PostgreSQLContainer.POSTGRESQL_PORT, "")));
        return container
                .withDatabaseName(PostgresSettings.DATABASE)
                .withUsername(PostgresSettings.USER)
                .withPassword("unused")
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withEnv("POSTGRES_INITDB_ARGS", String.join(" ", PostgresSettings.LOCALE))
                .withCommand(command)
                .withStartupTimeout(START_TIMEOUT);
    }

    /**
     * Returns the binding of a port of a container to one of the loopback address.
     *
     * @param hostPort a port, or nothing, so that Docker chooses one
     */
    static String onLoopback(int port, Object hostPort) {
        return "127.0.0.1:%s:%d/tcp".formatted(hostPort, port);
    }

    /** Returns the environment variable from which the image reads a broker setting (KIP-975). */
    static String variable(String setting) {
        return "KAFKA_" + setting.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
