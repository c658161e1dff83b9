package io.txstream.local.faults;

import io.txstream.embedded.process.ServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/** The faults of a single process. Each returns the time from which the system was able to recover. */
final class ServerFaults {

    /** Longer than the session timeout of the consumer groups, which is 6 s. */
    private static final int MIN_ZOMBIE_SECONDS = 8;

    private static final int MAX_ZOMBIE_SECONDS = 14;

    /** Time for a resumed process to act on partitions or locks that it no longer owns. */
    private static final Duration ZOMBIE_ACTIVITY_TIME = Duration.ofSeconds(5);

    /** Time for a process to end because of writes that have failed. */
    private static final Duration TIME_TO_END = Duration.ofSeconds(2);

    private static final double SHORTEST_FREEZE_MILLIS = 100;
    private static final double LONGEST_FREEZE_MILLIS = 60_000;

    private static final List<Duration> WRONG_BY =
            List.of(Duration.ofHours(-2), Duration.ofHours(2), Duration.ofDays(8));

    /** Longer than the task timeout of Kafka Streams, which is five minutes and the longest of all. */
    private static final Outage LONG = new Outage(Duration.ofMinutes(6));

    private ServerFaults() {}

    /** Kills a server, and starts it after this time. */
    record Outage(Duration downtime) {

        static final Outage NONE = new Outage(Duration.ZERO);

        static Outage seconds(SplittableRandom random, int min, int max) {
            return new Outage(Durations.seconds(random, min, max));
        }

        Instant of(ServerProcess server) {
            server.kill();
            Pacing.pause(downtime);
            Instant restartedAt = Instant.now();
            server.start();
            return restartedAt;
        }
    }

    /** Suspends a server for this time. */
    record Freeze(Duration duration) {

        /** Returns a freeze of log-uniform length: as many last 0.1 to 1 s as 6 to 60 s. */
        static Freeze random(SplittableRandom random) {
            double factor = LONGEST_FREEZE_MILLIS / SHORTEST_FREEZE_MILLIS;
            return new Freeze(
                    Duration.ofMillis((long) (SHORTEST_FREEZE_MILLIS * Math.pow(factor, random.nextDouble()))));
        }

        Instant of(ServerProcess server) {
            server.suspend();
            Pacing.pause(duration);
            server.resume();
            return Instant.now();
        }
    }

    /** Kills a server for longer than every timeout. Services that have ended meanwhile are started again. */
    static Instant longOutage(FaultStack stack, ServerProcess server) {
        Instant restartedAt = LONG.of(server);
        stack.startEnded();
        return restartedAt;
    }

    /** Lets all writes of a server to its files fail. It is started again if it ends. */
    static Instant diskFull(ServerProcess server, SplittableRandom random) {
        server.fillDisk();
        Pacing.pause(Durations.seconds(random, 5, 15));
        Instant freedAt = Instant.now();
        if (server.isAlive()) {
            server.freeDisk();
            Pacing.pause(TIME_TO_END);
        }
        if (!server.isAlive()) {
            server.start();
        }
        return freedAt;
    }

    /**
     * Steps the clock of a server by two hours or more in either direction, and makes it right again. Restarts it after
     * that: the Kafka clients in a process whose clock steps back connect to nothing until it is where it was.
     */
    static Instant wrongClock(FaultStack stack, ServerProcess server, SplittableRandom random) {
        stack.stepClock(server, WRONG_BY.get(random.nextInt(WRONG_BY.size())));
        Pacing.pause(Durations.seconds(random, 5, 20));
        server.stop();
        stack.stepClock(server, Duration.ZERO);
        server.start();
        return Instant.now();
    }

    /** Suspends the process until the group has reassigned its partitions, resumes it and lets it act. */
    static Instant zombie(ServerProcess server, SplittableRandom random) {
        Instant suspendedAt = Instant.now();
        new Freeze(Durations.seconds(random, MIN_ZOMBIE_SECONDS, MAX_ZOMBIE_SECONDS)).of(server);
        Pacing.pause(ZOMBIE_ACTIVITY_TIME);
        return suspendedAt;
    }
}
