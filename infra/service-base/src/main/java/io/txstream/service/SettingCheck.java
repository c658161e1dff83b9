package io.txstream.service;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/** Rejects settings that are out of range, and names both the property and its environment variable. */
public final class SettingCheck {

    private static final long KIBIBYTE = 1 << 10;
    private static final List<ChronoUnit> UNITS =
            List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS);

    private SettingCheck() {}

    /**
     * Throws unless a setting is in its range.
     *
     * @param inRange whether the setting is in its range
     * @param property the full property name, such as {@code txstream.ingest.ack-timeout}
     * @param range the allowed values, such as {@code 10ms to 400ms}
     * @param actual the current value
     * @throws IllegalArgumentException naming the property, its environment variable, the range and the value
     */
    public static void require(boolean inRange, String property, String range, Object actual) {
        if (!inRange) {
            throw new OutOfRangeException(message(property, range, actual));
        }
    }

    /** Thrown by {@link #require}. */
    static final class OutOfRangeException extends IllegalArgumentException {

        private OutOfRangeException(String message) {
            super(message);
        }
    }

    static String message(String property, String expected, Object actual) {
        return "%s (%s) must be %s, but is %s"
                .formatted(property, environmentVariable(property), expected, print(actual));
    }

    static String environmentVariable(String property) {
        return property.replace('-', '_').replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private static String print(Object value) {
        if (value instanceof Duration duration) {
            return duration.equals(Duration.ofMillis(duration.toMillis()))
                    ? DurationStyle.SIMPLE.print(duration, largestExactUnit(duration))
                    : duration.toString();
        }
        if (value instanceof DataSize size && size.toBytes() % KIBIBYTE == 0) {
            return size.toKilobytes() + "KB";
        }
        return value.toString();
    }

    private static ChronoUnit largestExactUnit(Duration duration) {
        return UNITS.stream()
                .filter(unit -> duration.toMillis() % unit.getDuration().toMillis() == 0)
                .findFirst()
                .orElse(ChronoUnit.MILLIS);
    }
}
