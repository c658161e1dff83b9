package io.txstream.local.faults;

import static io.txstream.local.Service.INGEST_GATEWAY;
import static io.txstream.local.Service.STATUS_QUERY;

import io.txstream.local.faults.ServerFaults.Freeze;
import io.txstream.local.faults.ServerFaults.Outage;
import io.txstream.local.faults.Setup.Tool;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The faults that a run can inject. A fault ends with all processes running again; the rest of the recovery is up to
 * the system. The guarantees, {@link Setback} and {@link SlowSenders} are judged.
 *
 * <p>The names are the values of {@code -Dfaults.kinds}. They also seed the random numbers of a fault, together with
 * the seed of the run: a renamed fault does not repeat old runs.
 */
enum Fault {
    /** The other gateway takes the retries. */
    KILL_GATEWAY(Part.GATEWAY, (stack, random) -> Outage.NONE.of(stack.any(INGEST_GATEWAY, random))),
    FREEZE_GATEWAY(Part.GATEWAY, (stack, random) -> Freeze.random(random).of(stack.any(INGEST_GATEWAY, random))),
    /** Two thousand connections send a byte a second: well-behaved senders still get their 202. */
    SLOW_SENDERS(Part.GATEWAY, SlowSenders::inject, Trait.ALONE),

    /** The other processor takes over the partitions, or the killed one gets them back. */
    KILL_PROCESSOR(Part.PROCESSOR, (stack, random) -> Outage.NONE.of(stack.activeProcessor())),
    /** The other processor takes over, without waiting for the killed one. */
    PROCESSOR_DOWN(Part.PROCESSOR, ProcessorFaults::activeOneIsDown),
    FREEZE_PROCESSOR(Part.PROCESSOR, (stack, random) -> Freeze.random(random).of(stack.activeProcessor())),
    /** The partitions are reassigned before the processor goes on: nothing that it then writes becomes visible. */
    ZOMBIE_PROCESSOR(Part.PROCESSOR, (stack, random) -> ServerFaults.zombie(stack.activeProcessor(), random)),
    /** The backlog is due at once when they return: it is processed late, in order, and once. */
    PROCESSOR_LATE(Part.PROCESSOR, ProcessorFaults::allAreLate),
    /** Its stores cannot be written: their state is restored from Kafka, or it ends and is started again. */
    PROCESSOR_DISK_FULL(Part.PROCESSOR, (stack, random) -> ServerFaults.diskFull(stack.activeProcessor(), random)),
    /** The stores are restored from Kafka. */
    PROCESSOR_LOSES_STATE(Part.PROCESSOR, ProcessorFaults::activeOneLosesState),
    /** A restore that was interrupted begins again. */
    KILL_DURING_RESTORE(Part.PROCESSOR, ProcessorFaults::killedDuringRestore),
    /** The second one dies while it takes over: before, during or after the rebalance, or while it restores. */
    KILL_TWICE(Part.PROCESSOR, ProcessorFaults::killedTwice),
    /** A clean stop hands the partitions over, and so does the return. */
    SCALE_PROCESSOR_IN_AND_OUT(Part.PROCESSOR, ProcessorFaults::scaledInAndOut),
    /**
     * A processor stops cleanly, and returns to its old state directory after its changelog was compacted. It must not
     * process again what the other one has processed meanwhile.
     */
    LONG_ABSENCE(Part.PROCESSOR, ProcessorFaults::longAbsence),
    /** An operator declares a record unreadable: the processor passes over it, and processes all others. */
    OPERATOR_SKIPS_RECORD(Part.PROCESSOR, ProcessorFaults::recordSkipped, Trait.ALONE),
    /** The group's offsets are gone, as after {@code offsets.retention.minutes}: no old record is processed again. */
    GROUP_OFFSETS_DELETED(Part.PROCESSOR, ProcessorFaults::offsetsDeleted, Trait.ALONE),

    /** The other one takes over its partitions. */
    KILL_STATUS(Part.STATUS, (stack, random) -> Outage.NONE.of(stack.any(STATUS_QUERY, random))),
    FREEZE_STATUS(Part.STATUS, (stack, random) -> Freeze.random(random).of(stack.any(STATUS_QUERY, random))),
    /** What it writes after its partitions were reassigned has no effect. */
    ZOMBIE_STATUS(Part.STATUS, (stack, random) -> ServerFaults.zombie(stack.any(STATUS_QUERY, random), random)),
    /** It is suspended inside a database transaction, while it holds locks on rows that its successor needs. */
    ZOMBIE_STATUS_IN_A_WRITE(Part.STATUS, TableFaults::zombieInAWrite, Trait.ALONE),
    /** Both tables are truncated while status-query runs: it notices, and projects the log again. */
    TRUNCATE(Part.STATUS, TableFaults::truncated, Trait.ALONE),
    /** The documented rebuild, while clients look transactions up: no status moves backwards, no 404 appears. */
    REBUILD(Part.STATUS, TableFaults::rebuilt, Trait.ALONE),
    /** An older copy of the tables is restored while status-query runs: it goes on from there without a gap. */
    OLDER_DUMP(Part.STATUS, TableFaults::olderDump, Trait.ALONE),

    /** Webhooks get a 503 until the broker is back. */
    KILL_BROKER(Part.BROKER, (stack, random) -> Outage.NONE.of(stack.brokers().leader())),
    BROKER_DOWN(
            Part.BROKER,
            (stack, random) -> Outage.seconds(random, 5, 15).of(stack.brokers().leader())),
    /** It ends, or refuses writes. Nothing that it had acknowledged is lost. */
    BROKER_DISK_FULL(
            Part.BROKER,
            (stack, random) -> ServerFaults.diskFull(stack.brokers().leader(), random)),
    FREEZE_BROKER(
            Part.BROKER,
            (stack, random) -> Freeze.random(random).of(stack.brokers().leader())),
    /** The brokers run, but refuse writes: fewer replicas are in sync than {@code min.insync.replicas} requires. */
    BROKER_REFUSES_WRITES(Part.BROKER, BrokerFaults::refuseWrites, Trait.THREE_BROKERS),
    /** Every topic that a promise rests on has replicas on the other brokers. */
    BROKER_LOSES_DISK(Part.BROKER, BrokerFaults::losesDisk, Trait.THREE_BROKERS, Trait.ALONE),
    /** It loses acknowledged records that it had not written to its disk, and gets them from the others. */
    BROKER_LOSES_TAIL(Part.BROKER, BrokerFaults::losesTail, Trait.THREE_BROKERS, Trait.ALONE),
    /** A replica that is not in sync becomes leader. It lacks unacknowledged records only. */
    UNCLEAN_ELECTION(Part.BROKER, UncleanElection::inject, Trait.THREE_BROKERS, Trait.BROKER_NETWORK, Trait.ALONE),
    /** Packets of the services and the broker are lost, and arrive later: webhooks get a 503 at once, not a hang. */
    BROKER_BLACK_HOLE(
            Part.BROKER,
            (stack, random) ->
                    NetworkFaults.blackHole(stack.networkOf(stack.brokers().leader()), random),
            Trait.BROKER_NETWORK),
    /** The host of the broker vanishes without a reset, and another one has its address. */
    BROKER_HALF_OPEN(
            Part.BROKER,
            (stack, random) ->
                    NetworkFaults.halfOpen(stack.networkOf(stack.brokers().leader()), random),
            Trait.BROKER_NETWORK),
    BROKER_LATENCY(
            Part.BROKER,
            (stack, random) ->
                    NetworkFaults.latency(stack.networkOf(stack.brokers().leader()), random),
            Trait.BROKER_NETWORK),
    /** A direct producer leaves a transaction open: records behind it wait until the broker aborts it. */
    FOREIGN_TRANSACTION(Part.BROKER, DirectFaults::foreignTransaction, Trait.ALONE),
    /** Many valid records of almost 1 MiB arrive as one small compressed batch, and are processed. */
    COMPRESSED_GIANTS(Part.BROKER, DirectFaults::compressedGiants, Trait.ALONE),

    /** Lookups get a 503 until the database is back. */
    KILL_POSTGRES(Part.POSTGRES, (stack, random) -> Outage.NONE.of(stack.postgres())),
    POSTGRES_DOWN(
            Part.POSTGRES, (stack, random) -> Outage.seconds(random, 5, 15).of(stack.postgres())),
    /** Lookups answer while it refuses writes, and the projection continues from where it was. */
    POSTGRES_DISK_FULL(Part.POSTGRES, (stack, random) -> ServerFaults.diskFull(stack.postgres(), random)),
    FREEZE_POSTGRES(Part.POSTGRES, (stack, random) -> Freeze.random(random).of(stack.postgres())),

    /** An asynchronous standby takes over that lacks the last seconds: they are projected again. */
    POSTGRES_FAILOVER(Part.POSTGRES, TableFaults::failover, Trait.ALONE),
    /** Packets are lost in one direction or both, and arrive later: lookups get a 503 at once, not a hang. */
    POSTGRES_BLACK_HOLE(
            Part.POSTGRES,
            (stack, random) -> NetworkFaults.blackHole(stack.databaseNetwork(), random),
            Trait.DATABASE_NETWORK),
    /** The host of the database vanishes without a reset: dead connections are found within 10 s. */
    POSTGRES_HALF_OPEN(
            Part.POSTGRES,
            (stack, random) -> NetworkFaults.halfOpen(stack.databaseNetwork(), random),
            Trait.DATABASE_NETWORK),
    POSTGRES_LATENCY(
            Part.POSTGRES,
            (stack, random) -> NetworkFaults.latency(stack.databaseNetwork(), random),
            Trait.DATABASE_NETWORK),

    /** Nothing is released early while the clock is ahead, and nothing is withheld for as long as it was. */
    PROCESSOR_CLOCK(
            Part.PROCESSOR,
            (stack, random) -> ServerFaults.wrongClock(stack, stack.activeProcessor(), random),
            Trait.BY_NAME,
            Trait.CLOCKS),
    /** Records that were appended meanwhile keep the wrong time. No other one is early, late, lost or doubled. */
    BROKER_CLOCK(
            Part.BROKER,
            (stack, random) -> ServerFaults.wrongClock(stack, stack.brokers().leader(), random),
            Trait.BY_NAME,
            Trait.CLOCKS),
    /** Longer than every timeout of every client; all services recover, or end and are started again. */
    LONG_BROKER_OUTAGE(
            Part.BROKER,
            (stack, random) -> ServerFaults.longOutage(stack, stack.brokers().leader()),
            Trait.BY_NAME,
            Trait.ALONE),
    LONG_POSTGRES_OUTAGE(
            Part.POSTGRES,
            (stack, random) -> ServerFaults.longOutage(stack, stack.postgres()),
            Trait.BY_NAME,
            Trait.ALONE);

    /** The part of the system that a fault affects. Two faults at the same time affect two different parts. */
    enum Part {
        GATEWAY,
        PROCESSOR,
        STATUS,
        BROKER,
        POSTGRES
    }

    /** When a fault is possible. */
    private enum Trait {
        /** It needs the rest of the system running. */
        ALONE,
        THREE_BROKERS,
        /** It takes minutes or slows the run, so that a run injects it only if it was asked for. */
        BY_NAME,
        CLOCKS,
        DATABASE_NETWORK,
        BROKER_NETWORK
    }

    /** Injects a fault; see {@link Fault#inject}. */
    private interface Action {
        Instant inject(FaultStack stack, SplittableRandom random);
    }

    private final Part part;

    @SuppressWarnings("ImmutableEnumChecker") // stateless lambdas
    private final Action action;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable set
    private final Set<Trait> traits;

    Fault(Part part, Action action, Trait... traits) {
        this.part = part;
        this.action = action;
        this.traits = Set.of(traits);
    }

    /** Returns the faults that a run with that many brokers injects if it is not told which. */
    static List<Fault> possibleWith(int brokers) {
        return Stream.of(values())
                .filter(fault -> brokers > 1 || !fault.needsThreeBrokers())
                .filter(fault -> !fault.traits.contains(Trait.BY_NAME))
                .toList();
    }

    boolean needsThreeBrokers() {
        return traits.contains(Trait.THREE_BROKERS);
    }

    /** Returns whether another fault may be injected at the same time. */
    boolean isCombinable() {
        return !traits.contains(Trait.ALONE);
    }

    /** Returns what the run must be set up with. */
    Set<Tool> tools() {
        return Stream.of(Tool.values())
                .filter(tool -> traits.contains(trait(tool)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Trait trait(Tool tool) {
        return switch (tool) {
            case STEPPABLE_CLOCKS -> Trait.CLOCKS;
            case DATABASE_PROXY -> Trait.DATABASE_NETWORK;
            case BROKER_PROXIES -> Trait.BROKER_NETWORK;
        };
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
}
