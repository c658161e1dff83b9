package io.txstream.embedded.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The place of one broker in the controller quorum.
 *
 * @param node the broker's node id, from 1
 * @param clusterId the same for all brokers of a cluster
 * @param controllerPorts of all brokers, ordered by node id
 */
record QuorumMember(int node, String clusterId, List<Integer> controllerPorts) {

    QuorumMember {
        controllerPorts = List.copyOf(controllerPorts);
    }

    /** Returns the name of the process: with its number where there are several. */
    String name() {
        return controllerPorts.size() == 1 ? "kafka" : "kafka-" + node;
    }

    /** Returns the settings that depend on the cluster. They override those of broker.properties. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", Integer.toString(node));
        settings.put("controller.quorum.voters", voters());
        if (controllerPorts.size() > 1) {
            settings.putAll(replicated(controllerPorts.size()));
        }
        return settings;
    }

    private String voters() {
        return IntStream.range(0, controllerPorts.size())
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
                .collect(Collectors.joining(","));
    }

    /**
     * Kafka's own topics are on every broker, and a majority must have a record before it is acknowledged. All other
     * topics have the replication that they are created with: the broker's default of 1 stays, as in production.
     */
    private static Map<String, String> replicated(int brokers) {
        String all = Integer.toString(brokers);
        String majority = Integer.toString(brokers / 2 + 1);
        return Map.of(
                "offsets.topic.replication.factor", all,
                "transaction.state.log.replication.factor", all,
                "transaction.state.log.min.isr", majority,
                "share.coordinator.state.topic.replication.factor", all,
                "share.coordinator.state.topic.min.isr", majority,
                "metadata.max.idle.interval.ms", "500");
    }
}
