package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.service.StartupProblemException;
import io.txstream.status.catchup.CatchUp;
import io.txstream.status.catchup.ProjectedOffsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Watches the tables and the log. Samples how far all partitions have been projected, by whichever instance, and ends
 * the process if the tables no longer fit the log. Runs on threads of the scheduler.
 */
final class ProjectionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionWatch.class);

    private final LogCheck check;
    private final ProjectionStore store;
    private final CatchUp catchUp;
    private final ProjectionFailures failures;

    ProjectionWatch(LogCheck check, ProjectionStore store, CatchUp catchUp, ProjectionFailures failures) {
        this.check = check;
        this.store = store;
        this.catchUp = catchUp;
        this.failures = failures;
    }

    @Scheduled(fixedDelayString = "1s")
    void sampleTables() {
        boolean reached = false;
        try {
            reached = haveReachedTheFloor();
        } catch (IncompleteTablesException e) {
            catchUp.distrust();
            failures.report(
                    "lookups wait, and nothing is projected, until the tables are complete; without a restore under"
                            + " way: " + IncompleteTablesException.REMEDY,
                    e);
        } catch (RuntimeException e) {
            failures.report("the stored offsets cannot be sampled", e);
        } finally {
            catchUp.sampled(reached);
        }
    }

    private boolean haveReachedTheFloor() {
        CatchUp.Floor floor = catchUp.floor();
        ProjectedOffsets projected = requireNonNull(store.projected().block(Budgets.READ));
        if (!catchUp.mayHaveGoneBack(floor, projected)) {
            return catchUp.reached(floor, projected);
        }
        if (!floor.generation().isEmpty()) {
            LOG.warn("the database was restarted or replaced, or its tables were emptied, restored or rewritten;"
                    + " lookups answer 503 for what is not PROCESSED, until the log has been projected up to its"
                    + " present ends");
        }
        catchUp.distrust();
        catchUp.require(projected.generation(), check.stableEnds());
        return catchUp.reached(catchUp.floor(), projected);
    }

    @Scheduled(fixedDelayString = "5s", initialDelayString = "5s")
    void checkLog() {
        try {
            check.verify(false);
        } catch (StartupProblemException e) {
            failures.end(String.valueOf(e.getMessage()), e.remedy());
        } catch (RuntimeException e) {
            failures.report("the tables cannot be compared with the log", e);
        }
    }
}
