package io.txstream.local;

import io.txstream.embedded.process.Ports;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The six ports of a stack, all different and from 1 to 65535.
 *
 * @param base the ingest gateway's, which serves the whole HTTP contract; status-query and processor-stream follow it
 * @param kafka the broker's; its controller follows it
 * @param postgres the database's
 */
public record StackPorts(int base, int kafka, int postgres) {
    private static final int HIGHEST = 65_535;

    public StackPorts {
        Map<Integer, Use> taken = new LinkedHashMap<>();
        for (Use use : uses(base, kafka, postgres)) {
            if (use.port() < 1 || use.port() > HIGHEST) {
                throw new IllegalArgumentException("%s would listen on port %d, which does not exist; move it with %s"
                        .formatted(use.name(), use.port(), use.option()));
            }
            Use other = taken.put(use.port(), use);
            if (other != null) {
                throw new IllegalArgumentException("%s and %s would both listen on port %d; move one with %s or %s"
                        .formatted(other.name(), use.name(), use.port(), other.option(), use.option()));
            }
        }
    }

    /** Ports that are free at this moment. */
    public static StackPorts free() {
        int first = Ports.free(6);
        return new StackPorts(first, first + 3, first + 5);
    }

    int statusQuery() {
        return base + 1;
    }

    int processorStream() {
        return base + 2;
    }

    /** The first that somebody else listens on, as a sentence. */
    Optional<String> taken() {
        return uses(base, kafka, postgres).stream()
                .filter(use -> !Ports.isFree(use.port()))
                .findFirst()
                .map(use -> "Port %d, where %s would listen, is taken; end what listens there, or move it with %s."
                        .formatted(use.port(), use.name(), use.option()));
    }

    private static List<Use> uses(int base, int kafka, int postgres) {
        return List.of(
                new Use("ingest-gateway", base, "--port"),
                new Use("status-query", base + 1, "--port"),
                new Use("processor-stream", base + 2, "--port"),
                new Use("the Kafka broker", kafka, "--kafka-port"),
                new Use("the Kafka controller", kafka + 1, "--kafka-port"),
                new Use("Postgres", postgres, "--postgres-port"));
    }

    private record Use(String name, int port, String option) {}
}
