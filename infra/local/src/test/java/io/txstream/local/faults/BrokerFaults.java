package io.txstream.local.faults;

import io.txstream.embedded.kafka.KafkaServer;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.OffsetSpec;

/** The faults of one of three brokers. Each returns the time from which the system was able to recover. */
final class BrokerFaults {

    private static final int MAX_LOST_RECORDS = 200;

    private BrokerFaults() {}

    static Instant refuseWrites(FaultStack stack, SplittableRandom random) {
        return stack.brokers().refuseWrites(Durations.seconds(random, 8, 15));
    }

    /** Returns when all replicas are in sync again, since a second loss before that would be one too many. */
    static Instant losesDisk(FaultStack stack, SplittableRandom random) {
        List<KafkaServer> all = stack.brokers().all();
        KafkaServer broker = all.get(random.nextInt(all.size()));
        stack.brokers().awaitInSync();
        broker.kill();
        stack.brokers().awaitFencedOne();
        broker.loseData();
        Instant restartedAt = Instant.now();
        broker.start();
        stack.brokers().awaitInSync();
        return restartedAt;
    }

    /** The other two have the records that this one has acknowledged, but not written to its disk. */
    static Instant losesTail(FaultStack stack, SplittableRandom random) {
        stack.brokers().awaitInSync();
        KafkaServer broker = stack.brokers().leader();
        long end = stack.brokers().offsets(List.of(Brokers.FIRST), OffsetSpec.latest());
        broker.kill();
        stack.brokers().awaitFencedOne();
        long unused = broker.cutTail(Brokers.FIRST, Math.max(0, end - random.nextInt(1, MAX_LOST_RECORDS)));
        Instant restartedAt = Instant.now();
        broker.start();
        stack.brokers().awaitInSync();
        return restartedAt;
    }
}
