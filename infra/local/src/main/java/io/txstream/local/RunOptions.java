package io.txstream.local;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code infra/run}. */
final class RunOptions {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Port of the HTTP API; the next two are taken too. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port of the broker; the next one is taken too. Default: ${DEFAULT-VALUE}")
    private int kafkaPort;

    @Option(
            names = "--postgres-port",
            paramLabel = "N",
            defaultValue = "15432",
            description = "Port of the database. Default: ${DEFAULT-VALUE}")
    private int postgresPort;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = DelayConverter.class,
            description = "Time from receipt to processing: 500ms, 30s, 2m, PT30S. Default: ${DEFAULT-VALUE}")
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data and logs are kept. Default: .data in the project")
    private @Nullable Path data;

    @Option(names = "--fresh", description = "Start from empty data: delete what earlier runs left there.")
    private boolean fresh;

    @SuppressWarnings("UnusedVariable") // picocli looks at the annotation only
    @Option(names = "--help", usageHelp = true, description = "Show this text.")
    private boolean help;

    boolean fresh() {
        return fresh;
    }

    /**
     * What they ask for.
     *
     * @param root the project's directory
     * @throws IllegalArgumentException if ports do not exist or collide; the message is for the user
     */
    StackSettings settings(Path root) {
        Path directory = data == null ? root.resolve(".data") : data;
        StackPorts ports = new StackPorts(port, kafkaPort, postgresPort);
        return new StackSettings(root, directory.toAbsolutePath().normalize(), ports, delay, false);
    }
}
