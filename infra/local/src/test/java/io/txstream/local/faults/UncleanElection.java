package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.common.ElectionType;

/**
 * Makes a replica that is not in sync the leader of a partition of the received topic. Replication from the leader is
 * throttled until both followers are out of sync: from then on, the leader refuses writes that require two replicas,
 * and the followers lack at most records that were never acknowledged. Then the leader dies, and a follower is elected.
 */
final class UncleanElection {

    /** A follower is out of sync after 30 s ({@code replica.lag.time.max.ms}) without having caught up. */
    private static final Duration OUT_OF_SYNC_TIMEOUT = Duration.ofMinutes(2);

    private static final Map<String, String> THROTTLED = Map.of("leader.replication.throttled.replicas", "*");
    private static final Map<String, String> NOT_THROTTLED = Map.of("leader.replication.throttled.replicas", "");
    private static final Map<String, String> RATE = Map.of("leader.replication.throttled.rate", "1");

    private UncleanElection() {}

    static Instant inject(FaultStack stack, SplittableRandom random) {
        Brokers brokers = stack.brokers();
        brokers.awaitInSync();
        brokers.set(RATE);
        KafkaServer leader = brokers.leader();
        try {
            brokers.setTopics(THROTTLED);
            await().atMost(OUT_OF_SYNC_TIMEOUT).until(() -> brokers.inSync(Brokers.FIRST) == 1);
            leader.kill();
            await().atMost(OUT_OF_SYNC_TIMEOUT).ignoreExceptions().until(() -> elect(brokers));
        } finally {
            brokers.setTopics(NOT_THROTTLED);
        }
        Instant restartedAt = Instant.now();
        leader.start();
        brokers.awaitInSync();
        return restartedAt;
    }

    private static boolean elect(Brokers brokers) {
        var unused = brokers.admin(admin ->
                admin.electLeaders(ElectionType.UNCLEAN, Set.of(Brokers.FIRST)).all());
        return true;
    }
}
