package io.txstream.contract;

import org.jspecify.annotations.Nullable;

/** The rules of the text fields. Each method returns the reason why a value is invalid, or null if it is valid. */
public final class FieldRules {

    /** The maximum length of ids and accounts, in Unicode code points. */
    static final int MAX_LENGTH = 128;

    private FieldRules() {}

    static @Nullable String problem(Field field, String text) {
        return switch (field) {
            case TRANSACTION_ID -> idProblem(text);
            case SOURCE_ACCOUNT, DESTINATION_ACCOUNT -> accountProblem(text);
            case CURRENCY -> currencyProblem(text);
            case AMOUNT -> throw new IllegalArgumentException("the amount is not a text field");
        };
    }

    static boolean isValidId(String id) {
        return idProblem(id) == null;
    }

    static @Nullable String idProblem(String id) {
        String problem = textProblem(id);
        if (problem != null) {
            return problem;
        }
        return id.chars().anyMatch(Character::isISOControl) ? "must not contain control characters" : null;
    }

    public static @Nullable String accountProblem(String account) {
        String problem = textProblem(account);
        if (problem != null) {
            return problem;
        }
        // Postgres cannot store it in a text column.
        return account.indexOf('\0') >= 0 ? "must not contain the character U+0000" : null;
    }

    public static @Nullable String currencyProblem(String currency) {
        boolean letters = currency.length() == 3 && currency.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        return letters ? null : "must be three letters A-Z";
    }

    private static @Nullable String textProblem(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > MAX_LENGTH) {
            return "must be 1 to " + MAX_LENGTH + " characters long";
        }
        // UTF-8 cannot encode an unpaired surrogate. Encoders write '?' instead, which would make different ids equal.
        return hasUnpairedSurrogate(text) ? "must be valid Unicode text, without unpaired surrogates" : null;
    }

    private static boolean hasUnpairedSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
