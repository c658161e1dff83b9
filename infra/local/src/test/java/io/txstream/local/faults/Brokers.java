package io.txstream.local.faults;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaCluster;
import io.txstream.embedded.kafka.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.TopicPartition;

/** What faults do with the brokers of a run. */
final class Brokers {

    private final KafkaCluster cluster;

    Brokers(KafkaCluster cluster) {
        this.cluster = cluster;
    }

    /** Returns the broker that faults strike: the leader of the first partition of the received topic. */
    KafkaServer leader() {
        return cluster.leader(new TopicPartition(Topics.RECEIVED, 0));
    }

    /**
     * Makes the brokers refuse writes: all brokers must have a record before it is acknowledged, and one is down. Needs
     * several brokers.
     *
     * @return when the brokers began to accept writes again; the broker that was down runs by then
     */
    Instant refuseWrites(Duration time) {
        KafkaServer leader = leader();
        KafkaServer follower = cluster.brokers().stream()
                .filter(broker -> broker != leader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a single broker has no follower"));
        cluster.requireInSync(cluster.brokers().size());
        try (var probe = new RefusalProbe(cluster.bootstrapServers())) {
            follower.kill();
            probe.awaitRefusal();
            Pacing.pause(time);
        } finally {
            cluster.requireInSync(cluster.brokers().size() - 1);
        }
        Instant back = Instant.now();
        follower.start();
        return back;
    }
}
