package io.txstream.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Amounts are exact decimals that fit {@code numeric(38,18)}, and keep the digits that they were sent with. */
final class Amount {

    static final String REASON = "must fit numeric(38,18): at most 20 digits before the decimal point and 18 after it";

    private static final int MAX_SCALE = 18;
    private static final int MAX_INTEGER_DIGITS = 38 - MAX_SCALE;

    /** An amount written with more characters than this is not looked at: no number that fits needs them. */
    private static final int MAX_LENGTH = 1000;

    private Amount() {}

    /**
     * Whether an amount is plain (0 to 18 digits behind its point) and fits.
     *
     * @see #parse
     */
    static boolean fits(BigDecimal amount) {
        return amount.scale() >= 0
                && amount.scale() <= MAX_SCALE
                && amount.precision() - amount.scale() <= MAX_INTEGER_DIGITS;
    }

    /** The plain amount that a JSON number stands for (1500.50 stays 1500.50, 1e2 is 100), or null where it has none. */
    static @Nullable BigDecimal parse(String number) {
        if (number.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return plain(new BigDecimal(number));
        } catch (NumberFormatException e) {
            return null; // an exponent beyond BigDecimal's own range
        }
    }

    /** Never expands an exponent before it is known that the result is small: 1e2000000000 would take the heap. */
    private static @Nullable BigDecimal plain(BigDecimal sent) {
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
