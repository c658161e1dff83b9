package io.txstream.status.projection;

import io.txstream.service.StartupProblemException;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the log of a partition is the one that the tables were built from, and has all that is still to be projected.
 * The client itself checks the leader epoch when it seeks.
 */
sealed interface LogFit {

    /** The projection continues after its last record. */
    record Fits() implements LogFit {}

    /**
     * The projection continues at the start of the log.
     *
     * @param lost the number of offsets that were never projected and do not exist any more; 0 if all were markers
     */
    record ContinuesAtStart(long start, long lost) implements LogFit {}

    /** The projection cannot continue. */
    record Broken(String problem, String remedy) implements LogFit {

        StartupProblemException toException() {
            return new StartupProblemException(problem, remedy);
        }
    }

    String REBUILD = "stop all instances, rebuild the tables with psql <database> -c 'TRUNCATE projection_offsets,"
            + " transactions', and start again";

    /**
     * Compares a stored offset with the log.
     *
     * @param log its start read before the stored offset, and the rest after it
     * @param acceptLost whether records that do not exist any more may be skipped
     */
    static LogFit of(TopicPartition partition, StoredOffset stored, LogRange log, boolean acceptLost) {
        if (stored.topicId() != null && !stored.topicId().equals(log.topicId())) {
            return new Broken(
                    ("the database belongs to another log: it holds %s up to offset %d of the topic with id %s,"
                                    + " but here the topic has id %s and ends at %d")
                            .formatted(partition, stored.next(), stored.topicId(), log.topicId(), log.end()),
                    connectOrRebuild());
        }
        if (stored.passed() > log.end()) {
            return new Broken(
                    "the projection is ahead of the log: the database holds %s up to offset %d, but the log ends at %d"
                            .formatted(partition, stored.passed(), log.end()),
                    connectOrRebuild());
        }
        if (stored.next() >= log.start()) {
            return new Fits();
        }
        long lost = Math.max(0, log.start() - stored.passed());
        return lost == 0 || acceptLost ? new ContinuesAtStart(log.start(), lost) : lost(partition, stored, log);
    }

    private static Broken lost(TopicPartition partition, StoredOffset stored, LogRange log) {
        return new Broken(
                ("records of %s were deleted before they were projected: the database holds it up to offset %d, but the"
                                + " log starts at %d; they cannot be rebuilt")
                        .formatted(partition, stored.passed(), log.start()),
                "raise the retention of the topic, then set TXSTREAM_PROJECTION_ACCEPT_LOST_RECORDS=true for one start,"
                        + " which continues at the start of the log without them");
    }

    private static String connectOrRebuild() {
        return "set SPRING_R2DBC_URL to the database that belongs to the broker of SPRING_KAFKA_BOOTSTRAP_SERVERS;"
                + " or, if the topics were created again, "
                + REBUILD;
    }
}
