package io.txstream.local;

import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.embedded.process.Ports;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many processes a stack has, and the port of each. All ports differ, and are from 1 to 65535.
 *
 * @param base port of the first ingest-gateway, which serves the whole HTTP contract; status-query and processor-stream
 *     follow it, then the second instance of each service, and so on
 * @param kafka port of the first broker; its controller follows it, then the second broker, and so on
 * @param postgres port of the database
 * @param brokers 1 or more
 * @param instances the number of instances of each service; none for a service without an entry
 */
public record StackLayout(int base, int kafka, int postgres, int brokers, Map<Service, Integer> instances) {

    private static final int HIGHEST_PORT = 65_535;
    private static final int SERVICES = Service.values().length;

    public StackLayout {
        instances = Map.copyOf(instances);
        Map<Integer, Listener> byPort = new LinkedHashMap<>();
        listeners(base, kafka, postgres, brokers, instances).forEach(listener -> {
            if (listener.port() < 1 || listener.port() > HIGHEST_PORT) {
                throw new IllegalArgumentException("%s would listen on port %d, which does not exist; change it with %s"
                        .formatted(listener.name(), listener.port(), listener.option()));
            }
            Listener other = byPort.put(listener.port(), listener);
            if (other != null) {
                throw new IllegalArgumentException("%s and %s would both listen on port %d; change one with %s or %s"
                        .formatted(other.name(), listener.name(), listener.port(), other.option(), listener.option()));
            }
        });
    }

    /** Returns a layout with ports that are free now. */
    public static StackLayout onFreePorts(int brokers, Map<Service, Integer> instances) {
        int servicePorts = SERVICES * Collections.max(instances.values());
        int brokerPorts = KafkaSettings.PORTS * brokers;
        int base = Ports.free(servicePorts + brokerPorts + 1);
        int kafka = base + servicePorts;
        return new StackLayout(base, kafka, kafka + brokerPorts, brokers, instances);
    }

    /** Returns counts that are equal for all services. */
    public static Map<Service, Integer> ofEach(int instances) {
        return Stream.of(Service.values()).collect(Collectors.toMap(service -> service, service -> instances));
    }

    /** Returns how many instances of a service the stack has. */
    int instances(Service service) {
        return instances.getOrDefault(service, 0);
    }

    boolean hasServices() {
        return instances.values().stream().anyMatch(count -> count > 0);
    }

    /** Returns the address of every broker, separated by commas. */
    String bootstrapServers() {
        return IntStream.range(0, brokers)
                .mapToObj(i -> "127.0.0.1:" + (kafka + KafkaSettings.PORTS * i))
                .collect(Collectors.joining(","));
    }

    /** Returns the port of an instance of a service. The first instance has index 0. */
    int port(Service service, int instance) {
        return port(base, service, instance);
    }

    /** Returns a sentence that names the first port that cannot be used, and what to do; empty if all can be used. */
    Optional<String> unusablePort() {
        return listeners(base, kafka, postgres, brokers, instances)
                .flatMap(listener -> listener.problem().stream())
                .findFirst();
    }

    private static int port(int base, Service service, int instance) {
        return base + SERVICES * instance + service.portOffset();
    }

    private static Stream<Listener> listeners(
            int base, int kafka, int postgres, int brokers, Map<Service, Integer> instances) {
        Stream<Listener> services = Stream.of(Service.values())
                .flatMap(service -> IntStream.range(0, instances.getOrDefault(service, 0))
                        .mapToObj(i -> new Listener(service.module(), port(base, service, i), "--port")));
        Stream<Listener> nodes = IntStream.range(0, KafkaSettings.PORTS * brokers)
                .mapToObj(i -> new Listener(
                        i % KafkaSettings.PORTS == 0 ? "the Kafka broker" : "the Kafka controller",
                        kafka + i,
                        "--kafka-port"));
        return Stream.of(services, nodes, Stream.of(new Listener("Postgres", postgres, "--postgres-port")))
                .flatMap(listeners -> listeners);
    }

    /**
     * A process that listens on a port.
     *
     * @param option of {@code infra/run} that changes the port
     */
    private record Listener(String name, int port, String option) {

        Optional<String> problem() {
            // A bind is not enough: macOS allows a loopback listener beside a listener on all addresses.
            if (Ports.answers(port)) {
                return Optional.of(
                        "Port %d, for %s, is in use. Stop the process that listens there, or choose another with %s."
                                .formatted(port, name, option));
            }
            return Ports.bindFailure(port)
                    .map(reason -> "Port %d, for %s, cannot be used: %s. Choose another with %s."
                            .formatted(port, name, reason, option));
        }
    }
}
