package io.txstream.embedded.kafka;

import io.txstream.embedded.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The settings of a {@link KafkaServer}.
 *
 * @param directory of configuration and data; a broker that starts on it again has all its records
 * @param port of the bootstrap server; the controller listens on the next port
 * @param log file for the broker's output: warnings and errors
 * @param jvmOptions heap, collector and other JVM options
 * @param properties further settings of {@code server.properties}, which override all others
 * @param diesWithJvm whether the broker is killed when this JVM exits
 */
public record KafkaSettings(
        Path directory,
        int port,
        Path log,
        List<String> jvmOptions,
        Map<String, String> properties,
        boolean diesWithJvm) {

    /** The ports of one broker: its own, and the next one for its controller. */
    public static final int PORTS = 2;

    /** For a start within seconds. In short tests the optimizing compiler costs more CPU than it saves. */
    private static final List<String> QUICK_START =
            List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    public KafkaSettings {
        directory = directory.toAbsolutePath();
        jvmOptions = List.copyOf(jvmOptions);
        properties = Map.copyOf(properties);
    }

    /** Returns settings without further properties. */
    public KafkaSettings(Path directory, int port, Path log, List<String> jvmOptions, boolean diesWithJvm) {
        this(directory, port, log, jvmOptions, Map.of(), diesWithJvm);
    }

    /** Returns settings for tests: free ports, and a broker that is killed when this JVM exits. */
    public static KafkaSettings in(Path directory) {
        return new KafkaSettings(directory, Ports.free(PORTS), directory.resolve("kafka.log"), QUICK_START, true);
    }

    /** Returns the settings that brokers have unless {@link #properties()} overrides them. */
    public static Map<String, String> fixedProperties() {
        var fixed = new Properties();
        try (InputStream file = KafkaSettings.class.getResourceAsStream("broker.properties")) {
            fixed.load(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fixed.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, fixed::getProperty));
    }

    public KafkaSettings withPort(int newPort) {
        return new KafkaSettings(directory, newPort, log, jvmOptions, properties, diesWithJvm);
    }

    public KafkaSettings withJvmOptions(List<String> newOptions) {
        return new KafkaSettings(directory, port, log, newOptions, properties, diesWithJvm);
    }

    /** Adds broker settings, such as {@code log.segment.bytes}. They override those of the same name. */
    public KafkaSettings withProperties(Map<String, String> further) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(further);
        return new KafkaSettings(directory, port, log, jvmOptions, all, diesWithJvm);
    }

    /**
     * Adds a listener that sends its clients to another port, such as that of a proxy before it.
     *
     * @param listenerPort the port of the listener, which must be free
     * @param advertisedPort the port that clients of this listener connect to
     * @param betweenBrokers whether brokers use it to reach each other
     */
    public KafkaSettings withProxiedListener(int listenerPort, int advertisedPort, boolean betweenBrokers) {
        String own = "BROKER://127.0.0.1:" + port;
        return withProperties(Map.of(
                "listeners",
                own + ",PROXIED://127.0.0.1:" + listenerPort + ",CONTROLLER://127.0.0.1:" + controllerPort(),
                "advertised.listeners",
                own + ",PROXIED://127.0.0.1:" + advertisedPort,
                "listener.security.protocol.map",
                "BROKER:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                betweenBrokers ? "PROXIED" : "BROKER"));
    }

    /** Requires a password from every client, and ACLs for what it does; see {@link BrokerSecurity}. */
    public KafkaSettings withUsers(List<String> users) {
        return withProperties(BrokerSecurity.broker(users));
    }

    /** Returns the settings of one of several brokers. Node 1 has the ports of these settings, node 2 the next ones. */
    KafkaSettings ofNode(int node) {
        String name = "kafka-" + node;
        return new KafkaSettings(
                directory.resolve(name),
                port + PORTS * (node - 1),
                log.resolveSibling(name + ".log"),
                jvmOptions,
                properties,
                diesWithJvm);
    }

    /** Returns the settings with which a Kafka client gets every right. */
    Map<String, String> adminClient() {
        return properties.containsKey("authorizer.class.name") ? BrokerSecurity.client(BrokerSecurity.ADMIN) : Map.of();
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    int controllerPort() {
        return port + 1;
    }
}
