package io.txstream.embedded.kafka;

import io.txstream.embedded.process.Ports;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of a {@link KafkaServer}.
 *
 * @param directory of configuration and data; a broker that starts on it again has all its records
 * @param port of the bootstrap server; the controller listens on the next port
 * @param log file for the broker's output: warnings and errors
 * @param jvmOptions heap, collector and other JVM options
 * @param diesWithJvm whether the broker is killed when this JVM exits
 */
public record KafkaSettings(Path directory, int port, Path log, List<String> jvmOptions, boolean diesWithJvm) {

    /** The ports of one broker: its own, and the next one for its controller. */
    public static final int PORTS = 2;

    /** For a start within seconds. In short tests the optimizing compiler costs more CPU than it saves. */
    private static final List<String> QUICK_START =
            List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    public KafkaSettings {
        directory = directory.toAbsolutePath();
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** Returns settings for tests: free ports, and a broker that is killed when this JVM exits. */
    public static KafkaSettings in(Path directory) {
        return new KafkaSettings(directory, Ports.free(PORTS), directory.resolve("kafka.log"), QUICK_START, true);
    }

    public KafkaSettings withPort(int newPort) {
        return new KafkaSettings(directory, newPort, log, jvmOptions, diesWithJvm);
    }

    public KafkaSettings withJvmOptions(List<String> newOptions) {
        return new KafkaSettings(directory, port, log, newOptions, diesWithJvm);
    }

    /** Returns the settings of one of several brokers. Node 1 has the ports of these settings, node 2 the next ones. */
    KafkaSettings ofNode(int node) {
        String name = "kafka-" + node;
        return new KafkaSettings(
                directory.resolve(name),
                port + PORTS * (node - 1),
                log.resolveSibling(name + ".log"),
                jvmOptions,
                diesWithJvm);
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    int controllerPort() {
        return port + 1;
    }
}
