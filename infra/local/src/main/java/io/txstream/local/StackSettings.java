package io.txstream.local;

import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.postgres.PostgresSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The settings of a {@link LocalStack}.
 *
 * @param root the project's directory, which holds the built jars
 * @param data directory of all data and logs
 * @param layout the number of processes and their ports
 * @param brokers changes the stack's own settings of each broker
 * @param services further options for each service; a service without an entry has none
 * @param diesWithJvm whether all processes are killed when this JVM exits
 */
public record StackSettings(
        Path root,
        Path data,
        StackLayout layout,
        UnaryOperator<KafkaSettings> brokers,
        Map<Service, ServiceOptions> services,
        boolean diesWithJvm) {

    private static final String DELAY = "TXSTREAM_PROCESSOR_DELAY";

    private static final int BROKER_HEAP_MEGABYTES = 400;

    public StackSettings {
        root = root.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        services = Map.copyOf(services);
    }

    /** Returns settings without further options. */
    public StackSettings(Path root, Path data, StackLayout layout, boolean diesWithJvm) {
        this(root, data, layout, UnaryOperator.identity(), Map.of(), diesWithJvm);
    }

    /** Sets how long the processor holds a transaction before it publishes it as processed. Lookups show it. */
    public StackSettings withDelay(Duration delay) {
        return withEnvironment(Service.PROCESSOR_STREAM, DELAY, delay.toString())
                .withEnvironment(Service.STATUS_QUERY, DELAY, delay.toString());
    }

    /** Sets an environment variable for all instances of a service. */
    public StackSettings withEnvironment(Service service, String variable, String value) {
        return withOptions(service, options(service).withEnvironment(variable, value));
    }

    /** Adds an option to the JVMs of all instances of a service. */
    public StackSettings withJvmOption(Service service, String option) {
        return withOptions(service, options(service).withJvmOption(option));
    }

    /** Adds an option to every JVM of the stack. */
    public StackSettings withJvmOption(String option) {
        StackSettings settings = withBrokers(kafka -> kafka.withJvmOptions(
                Stream.concat(kafka.jvmOptions().stream(), Stream.of(option)).toList()));
        for (Service service : Service.values()) {
            settings = settings.withJvmOption(service, option);
        }
        return settings;
    }

    /** Changes the settings of each broker, after all changes so far. */
    public StackSettings withBrokers(UnaryOperator<KafkaSettings> change) {
        return new StackSettings(
                root, data, layout, kafka -> change.apply(brokers.apply(kafka)), services, diesWithJvm);
    }

    private StackSettings withOptions(Service service, ServiceOptions options) {
        Map<Service, ServiceOptions> changed = new HashMap<>(services);
        changed.put(service, options);
        return new StackSettings(root, data, layout, brokers, changed, diesWithJvm);
    }

    ServiceOptions options(Service service) {
        return services.getOrDefault(service, ServiceOptions.NONE);
    }

    /** Returns the stack's own settings of the first broker. */
    KafkaSettings kafka() {
        List<String> jvmOptions = JvmOptions.withHeap(BROKER_HEAP_MEGABYTES, List.of());
        return new KafkaSettings(
                data.resolve("kafka"), layout.kafka(), logs().resolve("kafka.log"), jvmOptions, diesWithJvm);
    }

    PostgresSettings postgres() {
        return new PostgresSettings(
                data.resolve("postgres"), layout.postgres(), logs().resolve("postgres.log"), diesWithJvm);
    }

    /** Returns the directory of all logs. */
    public Path logs() {
        return data.resolve("logs");
    }

    /** Returns the directory of the state stores of a processor. The first instance has index 0. */
    public Path state(int instance) {
        return data.resolve(instance == 0 ? "state" : "state-" + (instance + 1));
    }
}
