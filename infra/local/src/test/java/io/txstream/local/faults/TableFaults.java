package io.txstream.local.faults;

import static io.txstream.local.Service.STATUS_QUERY;

import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ServiceProcess;
import java.time.Instant;
import java.util.SplittableRandom;

/** The faults of the tables of status-query. Each returns the time from which the system was able to recover. */
final class TableFaults {

    private TableFaults() {}

    static Instant zombieInAWrite(FaultStack stack, SplittableRandom random) {
        ServiceProcess writer = stack.any(STATUS_QUERY, random);
        try {
            stack.tables().whileWriterIsBlocked(writer.process().name(), writer::suspend);
            return ServerFaults.zombie(writer, random);
        } finally {
            writer.resume();
        }
    }

    static Instant truncated(FaultStack stack, SplittableRandom random) {
        Setback setback = Setback.before(stack);
        stack.tables().truncate();
        return setback.awaitNoticedAndRebuilt();
    }

    static Instant rebuilt(FaultStack stack, SplittableRandom random) {
        Parallel.forEach(stack.instances(STATUS_QUERY), ServerProcess::stop);
        Setback setback = Setback.before(stack);
        stack.tables().truncate();
        Instant begin = Instant.now();
        Parallel.forEach(stack.instances(STATUS_QUERY), ServerProcess::start);
        setback.awaitRebuilt();
        return begin;
    }

    static Instant olderDump(FaultStack stack, SplittableRandom random) {
        stack.tables().copyAside();
        Pacing.pause(Durations.seconds(random, 10, 20));
        Setback setback = Setback.before(stack);
        stack.tables().restoreCopy();
        return setback.awaitNoticedAndRebuilt();
    }

    /** The standby has fallen behind when it takes over: rows that were shown are gone, and come back from the log. */
    static Instant failover(FaultStack stack, SplittableRandom random) {
        PostgresServer standby = stack.postgres().standby(stack.standby());
        standby.start();
        standby.stop();
        Pacing.pause(Durations.seconds(random, 5, 15));
        Setback setback = Setback.before(stack);
        stack.postgres().stop();
        stack.postgres().failOverTo(standby);
        return setback.awaitNoticedAndRebuilt();
    }
}
