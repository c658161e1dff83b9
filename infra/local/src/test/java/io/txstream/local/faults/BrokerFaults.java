package io.txstream.local.faults;

import io.txstream.embedded.kafka.KafkaServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** The faults of one of three brokers. Each returns the time from which the system was able to recover. */
final class BrokerFaults {

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
        stack.loseDisk(broker);
        Pacing.pause(Durations.lessThan(random, Duration.ofSeconds(10)));
        Instant restartedAt = Instant.now();
        broker.start();
        stack.brokers().awaitInSync();
        return restartedAt;
    }
}
