package io.txstream.status.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The JSON answer to a lookup. Accounts, amount and currency are null if all records of the id were rejected.
 *
 * @param amount the exact decimal digits, written as a JSON number without conversion to a float
 * @param status PROCESSING, PROCESSED or REJECTED
 * @param createdAt append time of the received record, ISO 8601 in UTC
 * @param processedAt append time of the processed event, ISO 8601 in UTC; null unless PROCESSED
 * @param reason reason of the rejection; absent from the JSON unless REJECTED
 */
@JsonNaming(SnakeCaseStrategy.class)
public record TransactionView(
        String transactionId,
        @Nullable String sourceAccount,
        @Nullable String destinationAccount,
        @JsonRawValue @Nullable String amount,
        @Nullable String currency,
        String status,
        String createdAt,
        @Nullable String processedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {

    /** Returns whether the status is the highest one, so that the transaction does not change anymore. */
    public boolean wasProcessed() {
        return status.equals("PROCESSED");
    }

    /**
     * Returns whether nothing more is expected of the transaction. After REJECTED a valid record can follow, and change
     * it again.
     */
    public boolean hasEnded() {
        return wasProcessed() || status.equals("REJECTED");
    }
}
