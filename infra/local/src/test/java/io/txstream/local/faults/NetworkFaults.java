package io.txstream.local.faults;

import io.txstream.testsupport.TcpProxy;
import io.txstream.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** The faults of the network between the services and a server. Each returns when the system was able to recover. */
final class NetworkFaults {

    private NetworkFaults() {}

    /** Packets are lost in one direction or both, and arrive later. */
    static Instant blackHole(TcpProxy network, SplittableRandom random) {
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
    static Instant halfOpen(TcpProxy network, SplittableRandom random) {
        Instant begin = Instant.now();
        network.freezeOpenConnections();
        Pacing.pause(Durations.seconds(random, 15, 30));
        network.reset();
        return begin;
    }

    static Instant latency(TcpProxy network, SplittableRandom random) {
        network.delay(Duration.ofMillis(random.nextInt(20, 300)));
        Pacing.pause(Durations.seconds(random, 10, 20));
        network.delay(Duration.ZERO);
        return Instant.now();
    }
}
