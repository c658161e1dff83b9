package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.service.LogReader;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.r2dbc.BadSqlGrammarException;

/**
 * {@code Rebuildable}: compares the stored offsets with the log, at start and while the service runs. The projection
 * must not continue in a log other than the one that the tables were built from, and must not pass over records that
 * were deleted before it projected them.
 */
final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    static final String BROKEN_TABLES = "the tables of the projection are incomplete, although their migration has run";
    static final String DROP_TABLES =
            "drop what is left of the tables transactions, projection_offsets and flyway_schema_history, of the type"
                    + " transaction_status and of the function projection_forget_offsets; the next start rebuilds the"
                    + " projection";

    private final LogReader log;
    private final ProjectionStore store;
    private final Map<String, String> topicIds;
    private final List<TopicPartition> all;

    LogCheck(LogReader log, ProjectionStore store, TopicLayout topics) {
        this.log = log;
        this.store = store;
        this.topicIds = topics.ids();
        this.all = topics.allPartitions();
    }

    /**
     * Compares all partitions, and completes new rows of the table of offsets.
     *
     * @param acceptLost whether to continue at the start of a log whose earlier records were not projected
     * @return what the broker said about each partition
     * @throws StartupProblemException if the projection cannot continue
     */
    Map<TopicPartition, LogRange> verify(boolean acceptLost) {
        // The start of the log only rises, and so do its ends: the offsets are read in between.
        Map<TopicPartition, Long> starts = log.starts(all);
        Map<TopicPartition, StoredOffset> stored = storedOffsets();
        Map<TopicPartition, LogRange> ranges = ranges(starts);
        List<OffsetMove> moves = new ArrayList<>();
        stored.forEach((partition, offset) -> {
            LogFit fit = LogFit.of(partition, offset, requireNonNull(ranges.get(partition)), acceptLost);
            if (fit instanceof LogFit.Broken broken) {
                throw broken.toException();
            }
            if (fit instanceof LogFit.ContinuesAtStart at) {
                moves.add(OffsetMove.to(partition, offset.next(), at.start()));
                report(partition, at);
            }
        });
        update(stored, ranges, moves);
        return ranges;
    }

    private Map<TopicPartition, StoredOffset> storedOffsets() {
        try {
            if (!Boolean.TRUE.equals(store.tablesAreIntact().block(DATABASE_TIMEOUT))) {
                throw new StartupProblemException(BROKEN_TABLES, DROP_TABLES);
            }
            return requireNonNull(store.offsets(all).block(DATABASE_TIMEOUT));
        } catch (BadSqlGrammarException e) {
            String cause = NestedExceptionUtils.getMostSpecificCause(e).getMessage();
            throw new StartupProblemException(BROKEN_TABLES + ": " + cause, DROP_TABLES);
        }
    }

    private Map<TopicPartition, LogRange> ranges(Map<TopicPartition, Long> starts) {
        Map<TopicPartition, Long> stableEnds = log.stableEnds(all);
        Map<TopicPartition, Long> ends = log.ends(all);
        Map<TopicPartition, LogRange> ranges = new HashMap<>();
        for (TopicPartition partition : all) {
            ranges.put(
                    partition,
                    new LogRange(
                            requireNonNull(topicIds.get(partition.topic())),
                            requireNonNull(starts.get(partition)),
                            requireNonNull(stableEnds.get(partition)),
                            requireNonNull(ends.get(partition))));
        }
        return ranges;
    }

    private static void report(TopicPartition partition, LogFit.ContinuesAtStart at) {
        if (at.lost() > 0) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("log_start", at.start())
                    .addKeyValue("lost_offsets", at.lost())
                    .log("records were deleted before they were projected; the projection continues without them");
        }
    }

    private void update(
            Map<TopicPartition, StoredOffset> stored, Map<TopicPartition, LogRange> ranges, List<OffsetMove> moves) {
        if (!moves.isEmpty()) {
            store.write(List.of(), moves).block(DATABASE_TIMEOUT);
        }
        if (stored.values().stream().anyMatch(StoredOffset::isIncomplete)) {
            store.complete(ranges).block(DATABASE_TIMEOUT);
        }
    }
}
