package io.txstream.status.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the preference {@code wait} of the header {@code Prefer} (RFC 7240). Other preferences are ignored, and so is a
 * value that is no number: a client may send any. Of several, the first one counts.
 */
final class Preferences {

    static final String PREFER = "Prefer";
    static final String APPLIED = "Preference-Applied";

    private static final String WAIT = "wait";
    private static final Pattern SECONDS = Pattern.compile("\\d+|\"\\d+\"");

    private Preferences() {}

    /**
     * Returns the seconds that a client would wait.
     *
     * @param headers the values of all {@code Prefer} headers
     * @param most the result for a longer wait
     * @return null if there is no such preference
     */
    static @Nullable Integer waitSeconds(List<String> headers, int most) {
        return split(String.join(",", headers), ',').stream()
                .map(preference -> split(preference, ';').get(0).split("=", 2))
                .filter(pair -> pair[0].strip().equalsIgnoreCase(WAIT))
                .findFirst()
                .flatMap(pair -> seconds(pair.length == 2 ? pair[1].strip() : "", most))
                .orElse(null);
    }

    private static Optional<Integer> seconds(String value, int most) {
        if (!SECONDS.matcher(value).matches()) {
            return Optional.empty();
        }
        String digits = value.replace("\"", "").replaceFirst("^0+(?=.)", "");
        boolean longer = digits.length() > String.valueOf(most).length() || Integer.parseInt(digits) > most;
        return Optional.of(longer ? most : Integer.parseInt(digits));
    }

    /** Splits at a separator that is not in a quoted string. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++; // whatever is escaped
            } else if (c == separator && !quoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }
}
