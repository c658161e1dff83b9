package io.txstream.contract;

import org.jspecify.annotations.Nullable;

/** What each text field may hold. A rule answers with the reason why a value breaks it, or null where the value is good. */
final class FieldRules {

    /** Of ids and accounts, in Unicode code points. */
    static final int MAX_LENGTH = 128;

    private FieldRules() {}

    static @Nullable String problem(Field field, String text) {
        return switch (field) {
            case TRANSACTION_ID -> idProblem(text);
            case SOURCE_ACCOUNT, DESTINATION_ACCOUNT -> accountProblem(text);
            case CURRENCY -> currencyProblem(text);
            case AMOUNT -> throw new IllegalArgumentException("an amount is no text");
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

    static @Nullable String accountProblem(String account) {
        String problem = textProblem(account);
        if (problem != null) {
            return problem;
        }
        // No Postgres text can hold it, so no lookup could show it.
        return account.indexOf('\0') >= 0 ? "must not contain the character U+0000" : null;
    }

    static @Nullable String currencyProblem(String currency) {
        boolean letters = currency.length() == 3 && currency.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        return letters ? null : "must be three letters A-Z";
    }

    private static @Nullable String textProblem(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < 1 || length > MAX_LENGTH) {
            return "must be 1 to " + MAX_LENGTH + " characters long";
        }
        // Half a surrogate pair cannot be written as UTF-8; encoders put '?' for it, and two ids would become one.
        return hasUnpairedSurrogate(text) ? "must be valid Unicode text, without unpaired surrogates" : null;
    }

    private static boolean hasUnpairedSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
