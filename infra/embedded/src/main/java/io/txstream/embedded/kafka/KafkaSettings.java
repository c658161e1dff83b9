package io.txstream.embedded.kafka;

import io.txstream.embedded.process.Ports;
import java.nio.file.Path;
import java.util.List;

/**
 * How to run an {@link KafkaServer}.
 *
 * @param directory holds the broker's configuration and data; kept, so that a broker started on it again has all records
 * @param port of the bootstrap server; the controller listens on the next one
 * @param log takes the broker's output, warnings and worse
 * @param jvmOptions heap, collector and the like
 * @param diesWithJvm whether the broker is killed when this JVM exits
 */
public record KafkaSettings(Path directory, int port, Path log, List<String> jvmOptions, boolean diesWithJvm) {

    /** Ready within seconds, at some cost in throughput: the optimizing compiler takes more processor time than tests give back. */
    private static final List<String> QUICK_START =
            List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    public KafkaSettings {
        directory = directory.toAbsolutePath();
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** A broker for tests on free ports, which ends with this JVM at the latest. */
    public static KafkaSettings in(Path directory) {
        return new KafkaSettings(directory, Ports.free(2), directory.resolve("kafka.log"), QUICK_START, true);
    }

    public KafkaSettings withPort(int newPort) {
        return new KafkaSettings(directory, newPort, log, jvmOptions, diesWithJvm);
    }

    public KafkaSettings withLog(Path newLog) {
        return new KafkaSettings(directory, port, newLog, jvmOptions, diesWithJvm);
    }

    public KafkaSettings withJvmOptions(List<String> newOptions) {
        return new KafkaSettings(directory, port, log, newOptions, diesWithJvm);
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    int controllerPort() {
        return port + 1;
    }
}
