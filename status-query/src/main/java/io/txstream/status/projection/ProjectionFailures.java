package io.txstream.status.projection;

import io.r2dbc.spi.R2dbcException;
import io.txstream.service.FailureExit;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Reports what goes wrong while the projection runs: logs what is tried again, and ends the process for what a retry
 * cannot repair. Any thread may use it.
 */
final class ProjectionFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionFailures.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final RateLimitedLog retried;
    private final FailureExit exit;

    /**
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    ProjectionFailures(FailureExit exit, LongSupplier nanoTime) {
        this.exit = exit;
        this.retried = new RateLimitedLog(LOG, LOG_INTERVAL, nanoTime);
    }

    /**
     * Logs a failure that is tried again, at most one each ten seconds. A position that the log does not have ends the
     * process.
     *
     * @param what what failed, as a sentence
     */
    void report(String what, Exception failure) {
        if (failure instanceof InvalidOffsetException invalid) {
            end(problem(invalid), remedy(invalid));
            return;
        }
        retried.atWarn()
                .addKeyValue("error", () -> String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure)))
                .addKeyValue("sqlstate", () -> String.valueOf(sqlState(failure)))
                .log("{}", what);
    }

    /** Ends the process. See {@link FailureExit#end}. */
    void end(String problem, String remedy) {
        exit.end(problem, remedy);
    }

    private static String problem(InvalidOffsetException invalid) {
        if (invalid instanceof LogTruncationException truncated) {
            return "the log was truncated below what was projected: projected up to %s, but the log differs from %s"
                    .formatted(truncated.offsetOutOfRangePartitions(), truncated.divergentOffsets());
        }
        return "the log does not have the next offset to project: " + invalid.getMessage();
    }

    private static String remedy(InvalidOffsetException invalid) {
        return invalid instanceof LogTruncationException
                ? LogFit.REBUILD
                : "start it again: the start compares the tables with the log, and names the way out";
    }

    private static @Nullable String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof R2dbcException database) {
                return database.getSqlState();
            }
        }
        return null;
    }
}
