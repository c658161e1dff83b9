package io.txstream.local;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, {@code 1d} and ISO 8601 durations, from 0 to 24 hours. */
final class DelayConverter implements ITypeConverter<Duration> {

    /** The range of the processor's own setting, checked here to fail before anything is started. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    @Override
    public Duration convert(String value) {
        Duration delay = parse(value);
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("'" + value + "' is not from 0s to 24h");
        }
        return delay;
    }

    private static Duration parse(String value) {
        Matcher simple = SIMPLE.matcher(value);
        if (simple.matches()) {
            return unit(simple.group(2)).multipliedBy(Long.parseLong(simple.group(1)));
        }
        try {
            return Duration.parse(value);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + value + "' is not a duration such as 500ms, 30s, 2m or PT30S");
        }
    }

    private static Duration unit(String name) {
        Duration unit = UNITS.get(name);
        if (unit == null) {
            throw new IllegalStateException("no unit " + name);
        }
        return unit;
    }
}
