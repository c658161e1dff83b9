package io.txstream.contract;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the bytes of a transaction turned out to be. */
public sealed interface Parsed {

    /** A transaction that keeps every rule. */
    record Valid(Transaction transaction) implements Parsed {}

    /** No JSON document in UTF-8, or one nested deeper than is read. */
    record Malformed(String detail) implements Parsed {}

    /**
     * JSON, but no transaction.
     *
     * @param errors every broken field, in the contract's order; never empty
     * @param id the transaction's id, where that field at least is good
     */
    record Invalid(List<FieldError> errors, @Nullable String id) implements Parsed {

        public Invalid {
            errors = List.copyOf(errors);
        }

        public String detail() {
            return errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
        }
    }
}
