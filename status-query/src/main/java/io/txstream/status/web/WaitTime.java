package io.txstream.status.web;

import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How long a lookup waits.
 *
 * @param time 0 to 60 s
 * @param applied the value of {@code Preference-Applied}; null if the time is not from the header {@code Prefer}
 */
record WaitTime(Duration time, @Nullable String applied) {

    static final String PARAMETER = "wait";

    private static final Duration MAX = Duration.ofSeconds(60);

    /**
     * Reads the parameter {@code wait}, else the header {@code Prefer}. A longer preference counts as 60 s, since it
     * asks for no more than that the server tries.
     *
     * @throws BadParameterException if the parameter is no duration in the range
     */
    static WaitTime of(QueryParameters query, List<String> preferences) {
        String parameter = query.value(PARAMETER);
        if (parameter != null) {
            return new WaitTime(parse(parameter), null);
        }
        Integer seconds = Preferences.waitSeconds(preferences, (int) MAX.toSeconds());
        return seconds == null
                ? new WaitTime(Duration.ZERO, null)
                : new WaitTime(Duration.ofSeconds(seconds), PARAMETER + "=" + seconds);
    }

    private static Duration parse(String text) {
        try {
            Duration time = DurationStyle.detectAndParse(text, ChronoUnit.SECONDS);
            if (!time.isNegative() && time.compareTo(MAX) <= 0) {
                return time;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // the same answer as for a duration that is out of range
        }
        throw new BadParameterException(PARAMETER, "must be a duration of 0 to 60s, such as 35s, 500ms, 1m or PT35S");
    }
}
