package io.txstream.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A valid transaction. One that breaks the field rules cannot be constructed.
 *
 * @param id 1 to 128 characters, no control characters
 * @param sourceAccount 1 to 128 characters, not U+0000
 * @param destinationAccount 1 to 128 characters, not U+0000
 * @param amount fits {@code numeric(38,18)}; the scale (0 to 18) is that of the number in the document
 * @param currency three letters A to Z
 */
public record Transaction(
        String id, String sourceAccount, String destinationAccount, BigDecimal amount, String currency) {

    /**
     * Validates every field. {@link TransactionJson} has already validated a parsed transaction, to report all broken
     * fields together. The check is repeated here because other callers may not have validated.
     *
     * @throws IllegalArgumentException naming the first broken field
     */
    public Transaction {
        require("id", FieldRules.idProblem(id));
        require("source account", FieldRules.accountProblem(sourceAccount));
        require("destination account", FieldRules.accountProblem(destinationAccount));
        require("amount", Amount.fits(amount) ? null : Amount.REASON);
        require("currency", FieldRules.currencyProblem(currency));
    }

    private static void require(String field, @Nullable String problem) {
        if (problem != null) {
            throw new IllegalArgumentException(field + " " + problem);
        }
    }
}
