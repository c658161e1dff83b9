package io.txstream.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The rules of amounts: exact decimals that fit {@code numeric(38,18)} and keep the digits that were sent. */
final class Amount {

    static final String REASON = "must fit numeric(38,18): at most 20 digits before the decimal point and 18 after it";

    private static final int MAX_SCALE = 18;
    private static final int MAX_INTEGER_DIGITS = 38 - MAX_SCALE;

    /** The most characters of an amount that is parsed. No number that fits needs more. */
    private static final int MAX_LENGTH = 1000;

    private Amount() {}

    /** Returns whether an amount fits and has a scale of 0 to 18, as {@link #parse} returns it. */
    static boolean fits(BigDecimal amount) {
        return amount.scale() >= 0
                && amount.scale() <= MAX_SCALE
                && amount.precision() - amount.scale() <= MAX_INTEGER_DIGITS;
    }

    /** Returns the amount that a JSON number means (1500.50 stays 1500.50, 1e2 is 100), or null if it does not fit. */
    static @Nullable BigDecimal parse(String number) {
        if (number.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return withoutExponent(new BigDecimal(number));
        } catch (NumberFormatException e) {
            return null; // the exponent is beyond the range of BigDecimal
        }
    }

    /** Checks the size before it expands an exponent: 1e2000000000 written out would exhaust the heap. */
    private static @Nullable BigDecimal withoutExponent(BigDecimal sent) {
        if (sent.signum() == 0) {
            return BigDecimal.valueOf(0, Math.max(0, Math.min(sent.scale(), MAX_SCALE)));
        }
        if ((long) sent.precision() - sent.scale() > MAX_INTEGER_DIGITS) {
            return null;
        }
        if (sent.scale() <= MAX_SCALE) {
            return sent.setScale(Math.max(0, sent.scale()));
        }
        return sent.stripTrailingZeros().scale() <= MAX_SCALE ? sent.setScale(MAX_SCALE) : null;
    }
}
