package io.txstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.txstream.local.faults.Lookup.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The tables of status-query go back to an earlier state, or to none. Created before that, it requires that
 * status-query notices it in time, refuses lookups at once instead of waiting, and projects everything again.
 *
 * <p>{@link NeverBackwards} judges the statuses that the lookups of this class show.
 */
final class Setback {

    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(10);

    /** Far less than a rebuild takes, and more than the pauses of a busy machine. */
    private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(2);

    private static final Duration PROJECTION_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    private static final int LOOKED_UP = 20;

    private final FaultStack stack;
    private final LookupClient lookups;
    private final List<TableRow> processed;
    private final long end;
    private int looks;

    private Setback(FaultStack stack, List<TableRow> processed, long end) {
        this.stack = stack;
        this.processed = processed;
        this.end = end;
        lookups = new LookupClient(stack.history());
    }

    /** Remembers the rows that no projection may change any more, and the offsets that they follow from. */
    static Setback before(FaultStack stack) {
        List<TableRow> processed = stack.tables().transactions().stream()
                .filter(row -> row.status().equals(Status.PROCESSED.name()))
                .sorted(Comparator.comparingLong(row -> row.received().offset()))
                .toList();
        return new Setback(stack, processed, stack.tables().projectedTo());
    }

    /**
     * Waits until the running instances have noticed the change and rebuilt the tables.
     *
     * @return the time of the call
     * @throws NotRecoveredException if one of them takes too long
     */
    Instant awaitNoticedAndRebuilt() {
        Instant begin = Instant.now();
        long left = stack.tables().projectedTo();
        require(
                "status-query has not noticed within %s that its tables went back",
                NOTICE_LIMIT, () -> {
                    lookUpLatest();
                    long now = stack.tables().projectedTo();
                    return now > left || now >= end;
                });
        awaitRebuilt();
        return begin;
    }

    /** Waits until every row is there again, with the same content. */
    void awaitRebuilt() {
        require(
                "the tables were not projected again within %s",
                PROJECTION_TIMEOUT, () -> {
                    lookUpLatest();
                    return stack.tables().projectedTo() >= end && hasAllRows();
                });
    }

    private boolean hasAllRows() {
        return new HashSet<>(stack.tables().transactions()).containsAll(processed);
    }

    /** Looks one of the latest transactions up through every instance. */
    private void lookUpLatest() {
        if (processed.isEmpty()) {
            return;
        }
        TableRow row = processed.get(Math.max(0, processed.size() - 1 - looks++ % LOOKED_UP));
        for (String url : stack.lookupUrls()) {
            Lookup lookup = lookups.lookUp(url, row.id());
            if (lookup.status() == Status.UNKNOWN && lookup.time().compareTo(REFUSAL_LIMIT) > 0) {
                throw new NotRecoveredException("a lookup was refused after " + lookup.time() + ": " + lookup);
            }
        }
    }

    private static void require(String problem, Duration limit, Callable<Boolean> condition) {
        try {
            await().atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new NotRecoveredException(problem.formatted(limit), e);
        }
    }
}
