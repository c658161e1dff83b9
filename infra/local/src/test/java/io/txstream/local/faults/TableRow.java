package io.txstream.local.faults;

import io.txstream.contract.Position;
import io.txstream.contract.Transaction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of transactions.
 *
 * @param transaction null where only rejected records were seen
 * @param reason of the rejection, and null of all others
 */
record TableRow(
        String id,
        String status,
        @Nullable Transaction transaction,
        Times times,
        Position received,
        @Nullable String reason) {

    /** When it was received, and when processed, if it was. */
    record Times(Instant createdAt, @Nullable Instant processedAt) {}
}
