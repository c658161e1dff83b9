package io.txstream.processor.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.processor.progress.Decided;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
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
 * @param processedNext the offset after the highest received record that the last processed events name; empty if no
 *     event was ever written, or if the progress says at least as much as the group's offset
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

    /**
     * Returns a short name of the topic and of the progress: 8 hexadecimal digits. It is another one as soon as a
     * record was decided, the topic was created again, or an operator has continued, so an answer to one problem does
     * not fit the next. An offset can repeat; the leader epoch of the record before it cannot, once the log was cut.
     */
    String fingerprint() {
        var crc = new CRC32();
        crc.update(topicId.toString().getBytes(UTF_8));
        crc.update(decided == null ? new byte[0] : decided.toBytes());
        return "%08x".formatted(crc.getValue());
    }
}
