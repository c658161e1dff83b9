package io.txstream.status.waiting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Keeps the table {@code projection_changes} small. Every instance does it; a row that is gone costs nothing. */
final class OldBatches {

    private static final Logger LOG = LoggerFactory.getLogger(OldBatches.class);

    private final ChangedTables tables;

    OldBatches(ChangedTables tables) {
        this.tables = tables;
    }

    /** Does not wait for the database. What cannot be deleted now is deleted the next time. */
    @Scheduled(fixedDelayString = "20s", initialDelayString = "20s")
    void delete() {
        tables.deleteOldBatches()
                .subscribe(deleted -> {}, e -> LOG.atDebug().setCause(e).log("cannot delete old batches"));
    }
}
