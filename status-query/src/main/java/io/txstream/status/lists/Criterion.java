package io.txstream.status.lists;

import io.txstream.contract.FieldRules;
import io.txstream.contract.RejectionReason;
import io.txstream.status.lookup.TransactionView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A field that a list can be restricted to one value of. Parameter, column and JSON member have the same name. The
 * order of the constants is part of every {@link Cursor}.
 */
enum Criterion {
    STATUS,
    SOURCE_ACCOUNT,
    DESTINATION_ACCOUNT,
    CURRENCY,
    REASON;

    private static final List<String> REASONS =
            Arrays.stream(RejectionReason.values()).map(Enum::name).toList();

    /** Returns the name of the parameter, the column and the JSON member. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what is wrong with a value, as the rest of a sentence; null if it is valid. */
    @Nullable
    String problem(String value) {
        return switch (this) {
            case STATUS -> problem(value, ListStatement.STATUSES);
            case SOURCE_ACCOUNT, DESTINATION_ACCOUNT -> FieldRules.accountProblem(value);
            case CURRENCY -> FieldRules.currencyProblem(value);
            case REASON -> problem(value, REASONS);
        };
    }

    private static @Nullable String problem(String value, List<String> allowed) {
        return allowed.contains(value) ? null : "must be one of " + String.join(", ", allowed);
    }

    /** Returns the SQL condition that the column has the value of a parameter, as the indexes of lists need it. */
    String condition(String parameter) {
        return this == STATUS
                ? "status = " + parameter + "::transaction_status"
                : wireName() + " COLLATE \"C\" = " + parameter;
    }

    boolean matches(TransactionView view, String value) {
        return value.equals(
                switch (this) {
                    case STATUS -> view.status();
                    case SOURCE_ACCOUNT -> view.sourceAccount();
                    case DESTINATION_ACCOUNT -> view.destinationAccount();
                    case CURRENCY -> view.currency();
                    case REASON -> view.reason();
                });
    }
}
