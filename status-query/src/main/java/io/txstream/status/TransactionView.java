package io.txstream.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A transaction as the lookup answers it; the fields are null where only rejected records of the id were seen.
 *
 * @param amount the digits as they were sent, written as they are: a JSON number that was never a float
 * @param createdAt ISO 8601, UTC
 * @param processedAt likewise; null until then
 * @param reason of the rejection; left out of any other answer
 */
@JsonNaming(SnakeCaseStrategy.class)
record TransactionView(
        String transactionId,
        @Nullable String sourceAccount,
        @Nullable String destinationAccount,
        @JsonRawValue @Nullable String amount,
        @Nullable String currency,
        String status,
        String createdAt,
        @Nullable String processedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String reason) {}
