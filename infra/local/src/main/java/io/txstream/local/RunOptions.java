package io.txstream.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code infra/run}. */
final class RunOptions {

    /** Empty for plain text. People read the logs of {@code infra/run}; machines read JSON. */
    private static final String LOG_FORMAT = "LOGGING_STRUCTURED_FORMAT_CONSOLE";

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Port of the HTTP API; the next two are used too. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--kafka-port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port of the broker; the next one is used too. Default: ${DEFAULT-VALUE}")
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
            description = {
                "Time from receipt to processing, 0s to 24h: 500ms, 30s, 2m, PT30S.",
                "Default: ${DEFAULT-VALUE}"
            })
    private Duration delay = Duration.ZERO;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            converter = DirectoryConverter.class,
            description = "Directory of data and logs. Default: .data in the project")
    private @Nullable Path data;

    @Option(names = "--fresh", description = "Delete the data and logs of earlier runs first.")
    private boolean fresh;

    @Option(
            names = "--infra-only",
            description = {
                "Start broker, topics and Postgres without the services, and print the",
                "commands that start the services by hand."
            })
    private boolean infraOnly;

    @SuppressWarnings("UnusedVariable") // only picocli reads it, by its annotation
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    private boolean help;

    boolean fresh() {
        return fresh;
    }

    /**
     * Returns the settings of the stack.
     *
     * @param root the project's directory
     * @param environment the variables that infra/run was started with
     * @throws IllegalArgumentException if a port does not exist or is used twice; the message is for the user
     */
    StackSettings settings(Path root, Map<String, String> environment) {
        Path directory = data == null ? root.resolve(".data") : data;
        var layout = new StackLayout(port, kafkaPort, postgresPort, 1, StackLayout.ofEach(infraOnly ? 0 : 1));
        var settings = new StackSettings(root, directory, layout, false).withDelay(delay);
        for (Service service : Service.values()) {
            settings = settings.withEnvironment(service, LOG_FORMAT, environment.getOrDefault(LOG_FORMAT, ""));
        }
        return settings;
    }

    private static final class DirectoryConverter implements ITypeConverter<Path> {

        @Override
        public Path convert(String value) {
            if (value.isBlank()) {
                throw new TypeConversionException("the name of the directory is empty");
            }
            return Path.of(value);
        }
    }
}
