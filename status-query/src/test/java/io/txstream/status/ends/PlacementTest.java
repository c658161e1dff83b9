package io.txstream.status.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {

    private static final List<Node> NODES =
            IntStream.range(0, 3).mapToObj(id -> new Node(id, "broker", 9092)).toList();

    /** The fourth: before the setting was raised to 2, the one replica in sync has acknowledged records alone. */
    @ParameterizedTest
    @CsvSource({"3,3,2, 2", "3,2,2, 2", "3,3,1, 3", "3,1,2, 3", "1,1,1, 1", "1,1,2, 1", "3,3,3, 1", "2,0,1, 3"})
    void noFalse404AQuorumHasAReplicaWithEachAcknowledgedRecord(
            int replicas, int inSync, int minInSyncReplicas, int quorum) {
        var partition = new TopicPartitionInfo(0, NODES.get(0), NODES.subList(0, replicas), NODES.subList(0, inSync));
        var topic = new TopicDescription("topic", false, List.of(partition));
        var settings = new Config(Collections.singleton(
                new ConfigEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(minInSyncReplicas))));
        assertThat(Placement.of(settings, topic).quorum(0)).isEqualTo(quorum);
    }
}
