package io.txstream.embedded.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a broker is told of the set that it belongs to.
 *
 * @param node its number, from 1
 * @param clusterId the same for all
 * @param controllerPorts of all nodes, the first one's first
 */
record QuorumMember(int node, String clusterId, List<Integer> controllerPorts) {

    QuorumMember {
        controllerPorts = List.copyOf(controllerPorts);
    }

    /** The settings that follow; those of a lone broker are in {@code broker.properties}. */
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

    /** Every topic on every broker, and written by most before it is acknowledged: what the loss of one leaves whole. */
    private static Map<String, String> replicated(int brokers) {
        String all = Integer.toString(brokers);
        String most = Integer.toString(brokers / 2 + 1);
        return Map.of(
                "default.replication.factor", all,
                "min.insync.replicas", most,
                "offsets.topic.replication.factor", all,
                "transaction.state.log.replication.factor", all,
                "transaction.state.log.min.isr", most,
                "share.coordinator.state.topic.replication.factor", all,
                "share.coordinator.state.topic.min.isr", most,
                "metadata.max.idle.interval.ms", "500");
    }
}
