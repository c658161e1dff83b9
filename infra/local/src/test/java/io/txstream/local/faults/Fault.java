package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What can happen to the system. Each puts it back as it was; what that does not mend, the system has to. */
enum Fault {
    KILL_GATEWAY(Part.GATEWAY, (stack, random) -> killAndRestart(stack.gateway(), Duration.ZERO)),
    KILL_PROCESSOR(Part.PROCESSOR, (stack, random) -> killAndRestart(stack.processor(), Duration.ZERO)),
    KILL_STATUS(Part.STATUS, (stack, random) -> killAndRestart(stack.status(), Duration.ZERO)),
    KILL_BROKER(Part.BROKER, (stack, random) -> killAndRestart(stack.brokers().leader(), Duration.ZERO)),
    KILL_POSTGRES(Part.POSTGRES, (stack, random) -> killAndRestart(stack.postgres(), Duration.ZERO)),
    BROKER_DOWN(Part.BROKER, (stack, random) -> killAndRestart(stack.brokers().leader(), seconds(random, 5, 15))),
    POSTGRES_DOWN(Part.POSTGRES, (stack, random) -> killAndRestart(stack.postgres(), seconds(random, 5, 15))),
    /** Leaders run on, but take nothing that must be on more brokers than there are. */
    BROKER_REFUSES_WRITES(Part.BROKER, (stack, random) -> stack.brokers().refuseWrites(seconds(random, 8, 15))),
    BROKER_HANGS(Part.BROKER, (stack, random) -> freeze(stack.brokers().leader(), seconds(random, 5, 10))),
    PROCESSOR_LATE(
            Part.PROCESSOR,
            (stack, random) -> killAndRestart(stack.processor(), stack.delay().multipliedBy(2))),
    PROCESSOR_LOSES_STATE(Part.PROCESSOR, (stack, random) -> {
        stack.processor().kill();
        stack.loseState();
        Instant back = Instant.now();
        stack.processor().start();
        return back;
    }),
    /** One of two is killed: the other one has to take over. */
    KILL_ONE_PROCESSOR_OF_TWO(
            Part.PROCESSOR,
            (stack, random) -> besideAProcessor(stack.secondProcessor(), () -> {
                Instant gone = Instant.now();
                stack.processor().kill();
                Pacing.pause(seconds(random, 15, 20));
                stack.processor().start();
                return gone;
            })),
    /** One of two is frozen until the group has given its partitions away, and then goes on as if nothing had been. */
    ZOMBIE_PROCESSOR(
            Part.PROCESSOR,
            (stack, random) -> besideAProcessor(stack.secondProcessor(), () -> zombie(stack.processor(), random))),
    ZOMBIE_STATUS(Part.STATUS, (stack, random) -> beside(stack.secondStatus(), () -> zombie(stack.status(), random))),
    /** Frozen in the middle of its database transaction, while it holds rows that its successor needs. */
    ZOMBIE_STATUS_IN_A_WRITE(
            Part.STATUS,
            (stack, random) -> beside(stack.secondStatus(), () -> {
                var tables = new Tables(stack.postgres().jdbcUrl());
                try {
                    tables.holdInAWrite(FaultStack.STATUS_IN_DATABASE, stack.status()::suspend);
                    return zombie(stack.status(), random);
                } finally {
                    stack.status().resume();
                }
            })),
    SCALE_PROCESSOR_OUT_AND_IN(Part.PROCESSOR, (stack, random) -> {
        Instant now = Instant.now();
        return besideAProcessor(stack.secondProcessor(), () -> {
            Pacing.pause(seconds(random, 5, 15));
            return now;
        });
    });

    /** What a fault takes hold of; two at once are of two parts. */
    enum Part {
        GATEWAY,
        PROCESSOR,
        STATUS,
        BROKER,
        POSTGRES
    }

    /** What a fault does to the system. */
    private interface Strike {
        Instant at(FaultStack stack, SplittableRandom random);
    }

    private static final int OVER_SESSION_TIMEOUT_SECONDS = 8;

    /** For whatever it still does with what it no longer owns. */
    private static final Duration ZOMBIES_LAST_WORDS = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Part part;

    @SuppressWarnings("ImmutableEnumChecker") // lambdas, none of which holds anything
    private final Strike strike;

    Fault(Part part, Strike strike) {
        this.part = part;
        this.strike = strike;
    }

    /** All that can happen to a system with so many brokers. */
    static List<Fault> possibleWith(int brokers) {
        return Stream.of(values())
                .filter(fault -> fault != BROKER_REFUSES_WRITES || brokers > 1)
                .toList();
    }

    /** Whether another one may strike at the same time. */
    boolean mixes() {
        return this != ZOMBIE_STATUS_IN_A_WRITE; // needs the database, and both instances
    }

    Part part() {
        return part;
    }

    /** Returns when all runs again, and says since when the system has had all it needs to recover. */
    Instant strike(FaultStack stack, SplittableRandom random) {
        return strike.at(stack, random);
    }

    private static Instant killAndRestart(ServerProcess server, Duration away) {
        server.kill();
        Pacing.pause(away);
        Instant back = Instant.now();
        server.start();
        return back;
    }

    private static Instant freeze(ServerProcess server, Duration away) {
        server.suspend();
        Pacing.pause(away);
        server.resume();
        return Instant.now();
    }

    private static Instant zombie(ServerProcess server, SplittableRandom random) {
        Instant gone = Instant.now();
        freeze(server, seconds(random, OVER_SESSION_TIMEOUT_SECONDS, OVER_SESSION_TIMEOUT_SECONDS + 6));
        Pacing.pause(ZOMBIES_LAST_WORDS);
        return gone;
    }

    /** Strikes once the second one has some of the work. */
    private static Instant besideAProcessor(ServiceProcess second, Supplier<Instant> fault) {
        return beside(second, () -> {
            await().atMost(PATIENCE).until(() -> Metrics.of(second).sum("txstream_received_total") > 0);
            return fault.get();
        });
    }

    private static Instant beside(ServiceProcess second, Supplier<Instant> fault) {
        second.start();
        try {
            return fault.get();
        } finally {
            second.stop();
        }
    }

    private static Duration seconds(SplittableRandom random, int least, int most) {
        return Duration.ofSeconds(random.nextInt(least, most + 1));
    }
}
