package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code Rebuildable}: the projection continues only in the log that it was built from, and without a gap. */
class LogFitTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 3);

    @Test
    void continuesInsideTheLog() {
        assertThat(fit(stored(5, 5, "id"), log(0, 10))).isEqualTo(new LogFit.Fits());
        assertThat(fit(stored(10, 10, "id"), log(10, 10))).isEqualTo(new LogFit.Fits());
        assertThat(fit(stored(0, 0, null), log(0, 0))).isEqualTo(new LogFit.Fits());
    }

    @Test
    void refusesATopicThatWasCreatedAgain() {
        assertThat(broken(stored(5, 5, "old"), log(0, 10)))
                .contains("belongs to another log", "t-3", "offset 5", "id old", "id id", "ends at 10")
                .contains("TRUNCATE projection_offsets, transactions");
    }

    @Test
    void refusesALogThatEndsBeforeTheStoredOffset() {
        assertThat(broken(stored(11, 11, null), log(0, 10))).contains("ahead of the log", "t-3", "offset 11", "at 10");
        assertThat(broken(stored(10, 11, "id"), log(0, 10))).contains("ahead of the log");
    }

    @Test
    void refusesToPassOverRecordsThatWereDeleted() {
        assertThat(broken(stored(5, 6, "id"), log(7, 10)))
                .contains("t-3", "up to offset 6", "starts at 7", "cannot be rebuilt", "ACCEPT_LOST_RECORDS=true");
        assertThat(broken(stored(0, 0, null), log(7, 10))).contains("starts at 7");
    }

    @Test
    void passesOverDeletedRecordsIfThatIsAccepted() {
        assertThat(LogFit.of(PARTITION, stored(5, 6, "id"), log(8, 10), true))
                .isEqualTo(new LogFit.ContinuesAtStart(8, 2));
        assertThat(LogFit.of(PARTITION, stored(5, 6, "old"), log(8, 10), true)).isInstanceOf(LogFit.Broken.class);
    }

    /** Retention deletes transaction markers too. They are no loss. */
    @Test
    void passesOverDeletedMarkers() {
        assertThat(fit(stored(5, 7, "id"), log(7, 7))).isEqualTo(new LogFit.ContinuesAtStart(7, 0));
    }

    private static LogFit fit(StoredOffset stored, LogRange log) {
        return LogFit.of(PARTITION, stored, log, false);
    }

    private static String broken(StoredOffset stored, LogRange log) {
        var broken = (LogFit.Broken) fit(stored, log);
        return broken.problem() + ". " + broken.remedy();
    }

    private static StoredOffset stored(long next, long passed, @Nullable String topicId) {
        return new StoredOffset(next, passed, topicId, null);
    }

    private static LogRange log(long start, long end) {
        return new LogRange("id", start, end);
    }
}
