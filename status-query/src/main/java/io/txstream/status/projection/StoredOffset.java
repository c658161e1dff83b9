package io.txstream.status.projection;

import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code projection_offsets}.
 *
 * @param next the offset after the last projected record
 * @param passed the consumer's position, at least {@code next}; between the two are only transaction markers
 * @param topicId the id of the topic that was projected; null if no version with this column has written the row
 * @param leaderEpoch the leader epoch of the last projected record; null if unknown
 */
record StoredOffset(
        long next,
        long passed,
        @Nullable String topicId,
        @Nullable Integer leaderEpoch) {

    /** Returns the position to seek to. With the epoch the client detects that the log was truncated below it. */
    OffsetAndMetadata position() {
        return new OffsetAndMetadata(next, Optional.ofNullable(leaderEpoch), "");
    }
}
