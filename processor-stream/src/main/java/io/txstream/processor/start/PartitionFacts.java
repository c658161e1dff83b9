package io.txstream.processor.start;

import io.txstream.processor.progress.Decided;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * What the broker says about one partition before the stream starts.
 *
 * @param topicId the id of the received topic now
 * @param logStart the first offset of the received partition
 * @param logEnd the offset after its last record
 * @param committed the offset that the group committed, or null if there is none
 * @param decided the last committed progress record, or null if there is none
 * @param divergedAt the first decided offset that the log no longer holds as it was decided, if it was truncated
 * @param processedNext the offset after the last received record that the processed partition reports; empty if that
 *     partition was never written
 * @param missingChangelogs the changelog topics of the state that do not exist
 */
record PartitionFacts(
        int partition,
        Uuid topicId,
        long logStart,
        long logEnd,
        @Nullable Long committed,
        @Nullable Decided decided,
        OptionalLong divergedAt,
        OptionalLong processedNext,
        Set<String> missingChangelogs) {

    PartitionFacts {
        missingChangelogs = Set.copyOf(missingChangelogs);
    }
}
