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

/**
 * The faults that a run can inject. A fault ends with all processes running again; the rest of the recovery is up to
 * the system.
 *
 * <p>The names are the values of {@code -Dfaults.kinds}. They also seed the random numbers of a fault, together with
 * the seed of the run: a renamed fault does not repeat old runs.
 */
enum Fault {
    KILL_GATEWAY(Part.GATEWAY, (stack, random) -> killAndRestart(stack.gateway(), Duration.ZERO)),
    KILL_PROCESSOR(Part.PROCESSOR, (stack, random) -> killAndRestart(stack.processor(), Duration.ZERO)),
    KILL_STATUS(Part.STATUS, (stack, random) -> killAndRestart(stack.status(), Duration.ZERO)),
    KILL_BROKER(Part.BROKER, (stack, random) -> killAndRestart(stack.brokers().leader(), Duration.ZERO)),
    KILL_POSTGRES(Part.POSTGRES, (stack, random) -> killAndRestart(stack.postgres(), Duration.ZERO)),
    BROKER_DOWN(Part.BROKER, (stack, random) -> killAndRestart(stack.brokers().leader(), seconds(random, 5, 15))),
    POSTGRES_DOWN(Part.POSTGRES, (stack, random) -> killAndRestart(stack.postgres(), seconds(random, 5, 15))),
    /** The brokers run, but refuse writes: fewer replicas are in sync than {@code min.insync.replicas} requires. */
    BROKER_REFUSES_WRITES(Part.BROKER, (stack, random) -> stack.brokers().refuseWrites(seconds(random, 8, 15))),
    BROKER_HANGS(
            Part.BROKER, (stack, random) -> suspendAndResume(stack.brokers().leader(), seconds(random, 5, 10))),
    PROCESSOR_LATE(
            Part.PROCESSOR,
            (stack, random) -> killAndRestart(stack.processor(), stack.delay().multipliedBy(2))),
    PROCESSOR_LOSES_STATE(Part.PROCESSOR, (stack, random) -> {
        stack.processor().kill();
        stack.loseState();
        Instant restartedAt = Instant.now();
        stack.processor().start();
        return restartedAt;
    }),
    /** Kills one of two processors; the other one must take over its partitions. */
    KILL_ONE_PROCESSOR_OF_TWO(
            Part.PROCESSOR,
            (stack, random) -> withSecondProcessor(stack.secondProcessor(), () -> {
                Instant killedAt = Instant.now();
                stack.processor().kill();
                Pacing.pause(seconds(random, 15, 20));
                stack.processor().start();
                return killedAt;
            })),
    /** Suspends one of two processors until the group has reassigned its partitions, then resumes it. */
    ZOMBIE_PROCESSOR(
            Part.PROCESSOR,
            (stack, random) -> withSecondProcessor(
                    stack.secondProcessor(), () -> suspendPastSessionTimeout(stack.processor(), random))),
    ZOMBIE_STATUS(
            Part.STATUS,
            (stack, random) ->
                    withSecond(stack.secondStatus(), () -> suspendPastSessionTimeout(stack.status(), random))),
    /** Suspends status-query inside a database transaction, while it holds locks on rows that its successor needs. */
    ZOMBIE_STATUS_IN_A_WRITE(
            Part.STATUS,
            (stack, random) -> withSecond(stack.secondStatus(), () -> {
                var tables = new Tables(stack.postgres().jdbcUrl());
                try {
                    tables.whileWriterIsBlocked(FaultStack.STATUS_IN_DATABASE, stack.status()::suspend);
                    return suspendPastSessionTimeout(stack.status(), random);
                } finally {
                    stack.status().resume();
                }
            })),
    SCALE_PROCESSOR_OUT_AND_IN(Part.PROCESSOR, (stack, random) -> {
        Instant beganAt = Instant.now();
        return withSecondProcessor(stack.secondProcessor(), () -> {
            Pacing.pause(seconds(random, 5, 15));
            return beganAt;
        });
    });

    /** The part of the system that a fault affects. Two faults at the same time affect two different parts. */
    enum Part {
        GATEWAY,
        PROCESSOR,
        STATUS,
        BROKER,
        POSTGRES
    }

    /** Injects a fault; see {@link Fault#inject}. */
    private interface Action {
        Instant inject(FaultStack stack, SplittableRandom random);
    }

    /** Longer than the session timeout of the consumer groups, which is 6 s. */
    private static final int MIN_ZOMBIE_SECONDS = 8;

    private static final int MAX_ZOMBIE_SECONDS = 14;

    /** Time for a resumed process to act on partitions or locks that it no longer owns. */
    private static final Duration ZOMBIE_ACTIVITY_TIME = Duration.ofSeconds(5);

    private static final Duration ASSIGNMENT_TIMEOUT = Duration.ofSeconds(60);

    private final Part part;

    @SuppressWarnings("ImmutableEnumChecker") // stateless lambdas
    private final Action action;

    Fault(Part part, Action action) {
        this.part = part;
        this.action = action;
    }

    /** Returns the faults that are possible with that many brokers. */
    static List<Fault> possibleWith(int brokers) {
        return Stream.of(values())
                .filter(fault -> fault != BROKER_REFUSES_WRITES || brokers > 1)
                .toList();
    }

    /** Returns whether another fault may be injected at the same time. */
    boolean isCombinable() {
        return this != ZOMBIE_STATUS_IN_A_WRITE; // needs a running database and both instances
    }

    Part part() {
        return part;
    }

    /**
     * Injects the fault, and returns when all processes run again.
     *
     * @return the time from which the system had everything it needs to recover
     */
    Instant inject(FaultStack stack, SplittableRandom random) {
        return action.inject(stack, random);
    }

    private static Instant killAndRestart(ServerProcess server, Duration downtime) {
        server.kill();
        Pacing.pause(downtime);
        Instant restartedAt = Instant.now();
        server.start();
        return restartedAt;
    }

    private static Instant suspendAndResume(ServerProcess server, Duration duration) {
        server.suspend();
        Pacing.pause(duration);
        server.resume();
        return Instant.now();
    }

    /** Suspends the process until the group has reassigned its partitions, resumes it and lets it act. */
    private static Instant suspendPastSessionTimeout(ServerProcess server, SplittableRandom random) {
        Instant suspendedAt = Instant.now();
        suspendAndResume(server, seconds(random, MIN_ZOMBIE_SECONDS, MAX_ZOMBIE_SECONDS));
        Pacing.pause(ZOMBIE_ACTIVITY_TIME);
        return suspendedAt;
    }

    /** Injects the fault after the second processor has received records. */
    private static Instant withSecondProcessor(ServiceProcess second, Supplier<Instant> fault) {
        return withSecond(second, () -> {
            await().atMost(ASSIGNMENT_TIMEOUT).until(() -> Metrics.of(second).sum("txstream_received_total") > 0);
            return fault.get();
        });
    }

    private static Instant withSecond(ServiceProcess second, Supplier<Instant> fault) {
        second.start();
        try {
            return fault.get();
        } finally {
            second.stop();
        }
    }

    private static Duration seconds(SplittableRandom random, int min, int max) {
        return Duration.ofSeconds(random.nextInt(min, max + 1));
    }
}
