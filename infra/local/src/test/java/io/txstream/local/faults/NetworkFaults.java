package io.txstream.local.faults;

import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** The faults of the network between status-query and Postgres. Each returns when the system was able to recover. */
final class NetworkFaults {

    private NetworkFaults() {}

    static Instant blackHole(FaultStack stack, SplittableRandom random) {
        TcpProxy network = stack.databaseNetwork();
        Direction[] all = Direction.values();
        int which = random.nextInt(all.length + 1);
        if (which < all.length) {
            network.freeze(all[which]);
        } else {
            network.freeze(all);
        }
        Pacing.pause(Durations.seconds(random, 5, 30));
        network.thaw();
        return Instant.now();
    }

    /** Only the connections that are open now are dead: a new one could work at once. */
    static Instant halfOpen(FaultStack stack, SplittableRandom random) {
        Instant begin = Instant.now();
        stack.databaseNetwork().freezeOpenConnections();
        Pacing.pause(Durations.seconds(random, 15, 30));
        stack.databaseNetwork().reset();
        return begin;
    }

    static Instant latency(FaultStack stack, SplittableRandom random) {
        stack.databaseNetwork().delay(Duration.ofMillis(random.nextInt(20, 300)));
        Pacing.pause(Durations.seconds(random, 10, 20));
        stack.databaseNetwork().delay(Duration.ZERO);
        return Instant.now();
    }
}
