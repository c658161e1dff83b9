package io.txstream.contract;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The result of parsing the bytes of a transaction. */
public sealed interface Parsed {

    /** Returns the transaction's id, or null if the bytes hold no valid one. */
    @Nullable
    String id();

    /** A valid transaction. */
    record Valid(Transaction transaction) implements Parsed {

        @Override
        public String id() {
            return transaction.id();
        }
    }

    /** The bytes are not one JSON document in UTF-8, or it is nested too deeply. */
    record Malformed(String detail) implements Parsed {

        @Override
        public @Nullable String id() {
            return null;
        }
    }

    /**
     * A JSON document that is not a valid transaction.
     *
     * @param errors every invalid field, in the order of the contract; never empty
     * @param id the transaction's id, or null if that field is invalid too
     */
    record Invalid(List<FieldError> errors, @Nullable String id) implements Parsed {

        public Invalid {
            errors = List.copyOf(errors);
        }

        /** Returns all errors in one line. */
        public String detail() {
            return errors.stream().map(FieldError::toString).collect(Collectors.joining("; "));
        }
    }
}
