package io.txstream.status.lists;

import io.txstream.contract.FieldRules;
import io.txstream.contract.RejectionReason;
import io.txstream.status.lookup.TransactionView;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A field that a list can be restricted to one value of. Parameter, column and JSON member have the same name. The order
 * of the constants is part of every {@link Cursor}.
 */
enum Criterion {
    STATUS(TransactionView::status, oneOf(ListStatement.STATUSES)),
    SOURCE_ACCOUNT(TransactionView::sourceAccount, FieldRules::accountProblem),
    DESTINATION_ACCOUNT(TransactionView::destinationAccount, FieldRules::accountProblem),
    CURRENCY(TransactionView::currency, FieldRules::currencyProblem),
    REASON(TransactionView::reason, oneOf(names(RejectionReason.values())));

    private final Function<TransactionView, @Nullable String> field;
    private final UnaryOperator<@Nullable String> problem;

    Criterion(Function<TransactionView, @Nullable String> field, UnaryOperator<@Nullable String> problem) {
        this.field = field;
        this.problem = problem;
    }

    /** Returns the name of the parameter, the column and the JSON member. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what is wrong with a value, as the rest of a sentence; null if it is valid. */
    @Nullable
    String problem(String value) {
        return problem.apply(value);
    }

    /** Returns the SQL condition that the column has the value of a parameter, as the indexes of lists need it. */
    String condition(String parameter) {
        return this == STATUS
                ? "status = " + parameter + "::transaction_status"
                : wireName() + " COLLATE \"C\" = " + parameter;
    }

    boolean matches(TransactionView view, String value) {
        return value.equals(field.apply(view));
    }

    private static UnaryOperator<@Nullable String> oneOf(List<String> allowed) {
        return value -> allowed.contains(value) ? null : "must be one of " + String.join(", ", allowed);
    }

    private static List<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Enum::name).toList();
    }
}
