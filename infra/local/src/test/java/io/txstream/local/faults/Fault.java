package io.txstream.local.faults;

import io.txstream.embedded.ServerProcess;
import io.txstream.local.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What can happen to the system. Each puts it back as it was; what that does not mend, the system has to. */
enum Fault {
    KILL_GATEWAY(Part.GATEWAY) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.gateway(), Duration.ZERO);
        }
    },
    KILL_PROCESSOR(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.processor(), Duration.ZERO);
        }
    },
    KILL_STATUS(Part.STATUS) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.status(), Duration.ZERO);
        }
    },
    KILL_BROKER(Part.BROKER) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.broker(), Duration.ZERO);
        }
    },
    KILL_POSTGRES(Part.POSTGRES) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.postgres(), Duration.ZERO);
        }
    },
    BROKER_DOWN(Part.BROKER) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.broker(), seconds(random, 5, 15));
        }
    },
    POSTGRES_DOWN(Part.POSTGRES) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.postgres(), seconds(random, 5, 15));
        }
    },
    BROKER_HANGS(Part.BROKER) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return freeze(stack.broker(), seconds(random, 5, 10));
        }
    },
    PROCESSOR_LATE(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return killAndRestart(stack.processor(), stack.delay().multipliedBy(2));
        }
    },
    PROCESSOR_LOSES_STATE(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            stack.processor().kill();
            stack.loseState();
            Instant back = Instant.now();
            stack.processor().start();
            return back;
        }
    },
    /** One of two is killed: the other one has to take over. */
    KILL_ONE_PROCESSOR_OF_TWO(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return beside(stack.secondProcessor(), () -> {
                Instant gone = Instant.now();
                stack.processor().kill();
                Pace.pause(seconds(random, 15, 20));
                stack.processor().start();
                return gone;
            });
        }
    },
    /** One of two is frozen until the group has given its partitions away, and then goes on as if nothing had been. */
    ZOMBIE_PROCESSOR(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return beside(stack.secondProcessor(), () -> zombie(stack.processor(), random));
        }
    },
    ZOMBIE_STATUS(Part.STATUS) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            return beside(stack.secondStatus(), () -> zombie(stack.status(), random));
        }
    },
    SCALE_PROCESSOR_OUT_AND_IN(Part.PROCESSOR) {
        @Override
        Instant strike(FaultStack stack, SplittableRandom random) {
            Instant now = Instant.now();
            return beside(stack.secondProcessor(), () -> {
                Pace.pause(seconds(random, 5, 15));
                return now;
            });
        }
    };

    /** What a fault takes hold of; two at once are of two parts. */
    enum Part {
        GATEWAY,
        PROCESSOR,
        STATUS,
        BROKER,
        POSTGRES
    }

    private static final int OVER_SESSION_TIMEOUT_SECONDS = 12;

    private final Part part;

    Fault(Part part) {
        this.part = part;
    }

    Part part() {
        return part;
    }

    /** Returns when all runs again, and says since when the system has had all it needs to recover. */
    abstract Instant strike(FaultStack stack, SplittableRandom random);

    private static Instant killAndRestart(ServerProcess server, Duration away) {
        server.kill();
        Pace.pause(away);
        Instant back = Instant.now();
        server.start();
        return back;
    }

    private static Instant freeze(ServerProcess server, Duration away) {
        server.suspend();
        Pace.pause(away);
        server.resume();
        return Instant.now();
    }

    private static Instant zombie(ServerProcess server, SplittableRandom random) {
        Instant gone = Instant.now();
        freeze(server, seconds(random, OVER_SESSION_TIMEOUT_SECONDS, OVER_SESSION_TIMEOUT_SECONDS + 6));
        Pace.pause(Duration.ofSeconds(5)); // for whatever it still does with what it no longer owns
        return gone;
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
