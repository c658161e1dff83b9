package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of transactions.
 *
 * @param transaction null if the id has only rejected records
 * @param received the position of the transaction, or of the rejected record, in the received topic
 * @param reason the reason of the rejection; null unless the status is REJECTED
 */
record TableRow(
        String id,
        String status,
        @Nullable Transaction transaction,
        Times times,
        Position received,
        @Nullable String reason) {

    /** The times of a transaction; {@code processedAt} is null until it is processed. */
    record Times(Instant createdAt, @Nullable Instant processedAt) {}
}
