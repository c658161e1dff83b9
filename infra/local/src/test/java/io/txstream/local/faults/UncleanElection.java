package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.errors.ElectionNotNeededException;

/**
 * Makes a replica that is not in sync the leader of a partition of the received topic. The network of the leader loses
 * all packets until both followers are out of sync: from then on, the leader refuses writes that require two replicas,
 * and the followers lack at most records that were never acknowledged. Then the leader dies, and a follower is elected.
 *
 * <p>Rejected: a replication quota. Kafka does not apply it to replicas that are in sync.
 */
final class UncleanElection {

    /** A follower is out of sync after 30 s ({@code replica.lag.time.max.ms}) without having caught up. */
    private static final Duration OUT_OF_SYNC_TIMEOUT = Duration.ofMinutes(2);

    private UncleanElection() {}

    static Instant inject(FaultStack stack, SplittableRandom random) {
        Brokers brokers = stack.brokers();
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
        await().atMost(OUT_OF_SYNC_TIMEOUT).ignoreExceptions().until(() -> isElected(brokers));
        Instant restartedAt = Instant.now();
        leader.start();
        brokers.awaitInSync();
        return restartedAt;
    }

    /** Elects a follower, unless the controller chose one that is known to lack no acknowledged record (KIP-966). */
    private static boolean isElected(Brokers brokers) {
        try {
            var unused = brokers.admin(admin -> admin.electLeaders(ElectionType.UNCLEAN, Set.of(Brokers.FIRST))
                    .all());
            return true;
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof ElectionNotNeededException) {
                return true;
            }
            throw e;
        }
    }
}
