package io.txstream.local.faults;

import static io.txstream.local.Service.STATUS_QUERY;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.postgres.PostgresServer;
import io.txstream.embedded.process.ServerProcess;
import io.txstream.local.ServiceProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.awaitility.core.ConditionTimeoutException;

/** The faults of the tables of status-query. Each returns the time from which the system was able to recover. */
final class TableFaults {

    /** The projection notices a change of its tables within 10 s, then projects the whole log again. */
    private static final Duration PROJECTION_TIMEOUT = Duration.ofMinutes(2);

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
        long rows = stack.tables().count();
        stack.tables().truncate();
        return awaitRows(stack, rows);
    }

    static Instant rebuilt(FaultStack stack, SplittableRandom random) {
        Parallel.forEach(stack.instances(STATUS_QUERY), ServerProcess::stop);
        long rows = stack.tables().count();
        stack.tables().truncate();
        Instant begin = Instant.now();
        Parallel.forEach(stack.instances(STATUS_QUERY), ServerProcess::start);
        awaitRows(stack, rows);
        return begin;
    }

    static Instant olderDump(FaultStack stack, SplittableRandom random) {
        stack.tables().copyAside();
        Pacing.pause(Durations.seconds(random, 10, 20));
        long rows = stack.tables().count();
        stack.tables().restoreCopy();
        return awaitRows(stack, rows);
    }

    /** The standby has fallen behind when it takes over: rows that were shown are gone, and come back from the log. */
    static Instant failover(FaultStack stack, SplittableRandom random) {
        PostgresServer standby = stack.postgres().standby(stack.standby());
        standby.start();
        standby.stop();
        Pacing.pause(Durations.seconds(random, 5, 15));
        long rows = stack.tables().count();
        stack.postgres().stop();
        Instant begin = Instant.now();
        stack.postgres().failOverTo(standby);
        awaitRows(stack, rows);
        return begin;
    }

    private static Instant awaitRows(FaultStack stack, long rows) {
        Instant begin = Instant.now();
        try {
            await().atMost(PROJECTION_TIMEOUT)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> stack.tables().count() >= rows);
        } catch (ConditionTimeoutException e) {
            throw new NotRecoveredException(
                    "the table has not had its %d rows again within %d s"
                            .formatted(rows, PROJECTION_TIMEOUT.toSeconds()),
                    e);
        }
        return begin;
    }
}
