package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.service.StartupProblemException;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Watches the tables and the log: blocks the start until they fit each other, and ends the process if they no longer
 * do. Samples how far all partitions have been projected, by whichever instance. Runs on threads of the scheduler.
 */
final class ProjectionWatch implements InitializingBean {

    /** How often in a row the tables may be incomplete. A restore drops them for a while. */
    private static final int TOLERATED_CHECKS = 5;

    private final LogCheck check;
    private final ProjectionStore store;
    private final CatchUp catchUp;
    private final ProjectionFailures failures;
    private final List<TopicPartition> all;
    private final boolean acceptLost;
    private int failedChecks;

    /**
     * @param all the partitions of all topics, ordered by topic and partition
     * @param acceptLost whether the start may pass over records that were deleted before they were projected
     */
    ProjectionWatch(
            LogCheck check,
            ProjectionStore store,
            CatchUp catchUp,
            ProjectionFailures failures,
            List<TopicPartition> all,
            boolean acceptLost) {
        this.check = check;
        this.store = store;
        this.catchUp = catchUp;
        this.failures = failures;
        this.all = all;
        this.acceptLost = acceptLost;
    }

    /** Spring calls this before the first record is projected. */
    @Override
    public void afterPropertiesSet() {
        Map<TopicPartition, LogRange> log = check.verify(acceptLost);
        catchUp.require(all.stream()
                .mapToLong(partition -> requireNonNull(log.get(partition)).stableEnd())
                .toArray());
    }

    @Scheduled(fixedDelayString = "1s")
    void sampleTables() {
        long[] floor = catchUp.floor();
        boolean reached = false;
        try {
            Map<TopicPartition, StoredOffset> stored =
                    requireNonNull(store.allOffsets().block(Budgets.READ));
            reached = catchUp.reached(floor, projected(stored));
            if (stored.values().stream().anyMatch(StoredOffset::isIncomplete)) {
                checkLog();
            }
        } catch (RuntimeException e) {
            failures.report("the stored offsets cannot be sampled", e);
        } finally {
            catchUp.sampled(reached);
        }
    }

    private ProjectedOffsets projected(Map<TopicPartition, StoredOffset> stored) {
        List<StoredOffset> ordered =
                all.stream().map(stored::get).filter(Objects::nonNull).toList();
        return new ProjectedOffsets(
                ordered.stream().mapToLong(StoredOffset::passed).toArray(),
                ordered.stream().allMatch(StoredOffset::isRebuilt));
    }

    @Scheduled(fixedDelayString = "5s", initialDelayString = "5s")
    synchronized void checkLog() {
        try {
            check.verify(false);
            failedChecks = 0;
        } catch (StartupProblemException e) {
            failed(e);
        } catch (RuntimeException e) {
            failures.report("the tables cannot be compared with the log", e);
        }
    }

    private void failed(StartupProblemException problem) {
        boolean tablesAreBroken = String.valueOf(problem.getMessage()).startsWith(LogCheck.BROKEN_TABLES);
        if (!tablesAreBroken || ++failedChecks > TOLERATED_CHECKS) {
            failures.end(String.valueOf(problem.getMessage()), problem.remedy());
        } else {
            failures.report("the tables of the projection are incomplete", problem);
        }
    }
}
