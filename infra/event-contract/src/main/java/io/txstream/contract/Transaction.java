package io.txstream.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that keeps the rules; one that breaks them cannot be built.
 *
 * @param id 1 to 128 characters, no control characters
 * @param sourceAccount 1 to 128 characters
 * @param destinationAccount 1 to 128 characters
 * @param amount fits {@code numeric(38,18)}; its scale (0 to 18) is that of the number as it was sent
 * @param currency three letters A to Z
 */
public record Transaction(
        String id, String sourceAccount, String destinationAccount, BigDecimal amount, String currency) {

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
