package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.common.ElectionType;

/**
 * Makes a replica that is not in sync the leader of a partition of the received topic. The network of the leader loses
 * all packets until both followers are out of sync: from then on, the leader refuses writes that require two replicas,
 * and the followers lack at most records that were never acknowledged. Then the leader dies, and a follower is elected.
 * The controller must not know which followers lack nothing that was acknowledged (KIP-966): it would elect one of them
 * cleanly.
 *
 * <p>Rejected: a replication quota. Kafka does not apply it to replicas that are in sync.
 */
final class UncleanElection {

    /** A follower is out of sync after 30 s ({@code replica.lag.time.max.ms}) without having caught up. */
    private static final Duration OUT_OF_SYNC_TIMEOUT = Duration.ofMinutes(2);

    private UncleanElection() {}

    static Instant inject(FaultStack stack, SplittableRandom random) {
        Brokers brokers = stack.brokers();
        forgetEligibleReplicas(brokers);
        brokers.awaitInSync();
        KafkaServer leader = brokers.leader();
        TcpProxy network = stack.networkOf(leader);
        network.freeze(Direction.values());
        try {
            await().atMost(OUT_OF_SYNC_TIMEOUT).ignoreExceptions().until(() -> brokers.inSync(Brokers.FIRST) == 1);
            leader.kill();
        } finally {
            network.thaw();
            network.reset();
        }
        brokers.awaitFencedOne();
        await().atMost(OUT_OF_SYNC_TIMEOUT)
                .ignoreExceptions()
                .untilAsserted(() ->
                        brokers.admin(admin -> admin.electLeaders(ElectionType.UNCLEAN, Set.of(Brokers.FIRST))
                                .all()));
        Instant restartedAt = Instant.now();
        leader.start();
        brokers.awaitInSync();
        return restartedAt;
    }

    private static void forgetEligibleReplicas(Brokers brokers) {
        var none = new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
        brokers.admin(admin -> admin.updateFeatures(
                        Map.of("eligible.leader.replicas.version", none), new UpdateFeaturesOptions())
                .all());
    }
}
