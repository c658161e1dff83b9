package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.service.LogReader;
import io.txstream.service.StartupProblemException;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * {@code Rebuildable}: compares the stored offsets with the log, at start and while the service runs. The projection
 * must not continue in a log other than the one that the tables were built from, and must not pass over records that
 * were deleted before it projected them.
 */
final class LogCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    private final LogReader log;
    private final ProjectionStore store;
    private final Map<String, String> topicIds;
    private final List<TopicPartition> all;

    private LogCheck(LogReader log, ProjectionStore store, TopicLayout topics) {
        this.log = log;
        this.store = store;
        this.topicIds = topics.ids();
        this.all = topics.allPartitions();
    }

    /**
     * Returns a check that the tables and the log have passed. Blocks.
     *
     * @param acceptLost whether to continue at the start of a log whose earlier records were not projected
     * @throws StartupProblemException if the projection cannot begin
     */
    static LogCheck passed(LogReader log, ProjectionStore store, TopicLayout topics, boolean acceptLost) {
        if (acceptLost) {
            LOG.warn("TXSTREAM_PROJECTION_ACCEPT_LOST_RECORDS is set: this start passes over records that were deleted"
                    + " before they were projected; unset it for the next start");
        }
        var check = new LogCheck(log, store, topics);
        try {
            store.projected().block(DATABASE_TIMEOUT);
            check.verify(acceptLost);
            return check;
        } catch (IncompleteTablesException e) {
            Throwable cause = NestedExceptionUtils.getMostSpecificCause(e);
            throw new StartupProblemException(
                    e.getMessage() + (cause == e ? "" : ": " + cause.getMessage()), IncompleteTablesException.REMEDY);
        }
    }

    /**
     * Compares all partitions, and completes new rows of the table of offsets. Blocks.
     *
     * @param acceptLost whether to continue at the start of a log whose earlier records were not projected
     * @throws StartupProblemException if the projection cannot continue
     * @throws IncompleteTablesException if the tables cannot be compared
     */
    void verify(boolean acceptLost) {
        boolean written = false;
        while (!written) { // until no other instance has moved an offset in between
            written = compare(acceptLost);
        }
    }

    private boolean compare(boolean acceptLost) {
        // The start of the log only rises, and so does its end: the offsets are read in between.
        Map<TopicPartition, Long> starts = log.starts(all);
        Map<TopicPartition, StoredOffset> stored =
                requireNonNull(store.offsets(all).block(DATABASE_TIMEOUT));
        Map<TopicPartition, Long> ends = log.ends(all);
        List<OffsetMove> moves = new ArrayList<>();
        stored.forEach((partition, offset) -> {
            var range = new LogRange(
                    requireNonNull(topicIds.get(partition.topic())),
                    requireNonNull(starts.get(partition)),
                    requireNonNull(ends.get(partition)));
            LogFit fit = LogFit.of(partition, offset, range, acceptLost);
            if (fit instanceof LogFit.Broken broken) {
                throw broken.toException();
            }
            if (fit instanceof LogFit.ContinuesAtStart at) {
                moves.add(OffsetMove.to(partition, offset.next(), at.start()));
                report(partition, at);
            }
        });
        if (stored.values().stream().anyMatch(offset -> offset.topicId() == null)) {
            store.nameTopics(all).block(DATABASE_TIMEOUT);
        }
        return moves.isEmpty()
                || Boolean.TRUE.equals(store.write(List.of(), moves).block(DATABASE_TIMEOUT));
    }

    /** Returns the offsets before which no transaction is open, ordered by topic and partition. Blocks. */
    long[] stableEnds() {
        Map<TopicPartition, Long> ends = log.stableEnds(all);
        return all.stream()
                .mapToLong(partition -> requireNonNull(ends.get(partition)))
                .toArray();
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
}
