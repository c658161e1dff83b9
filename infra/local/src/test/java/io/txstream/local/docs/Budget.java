package io.txstream.local.docs;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Durations and the rules between them, as infra/docs/budgets.md writes them. */
final class Budget {

    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)?");
    private static final Pattern RULE = Pattern.compile("(.+?) (<=|<) (.+)");

    private static final Map<String, Function<Long, Duration>> UNITS = Map.of(
            "ms", Duration::ofMillis,
            "s", Duration::ofSeconds,
            "m", Duration::ofMinutes,
            "h", Duration::ofHours,
            "d", Duration::ofDays);

    private Budget() {}

    /** Parses {@code 500ms}, {@code 30s} and {@code 12h}; milliseconds are the default unit, as in Kafka. */
    static Duration parse(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration");
        }
        String unit = duration.group(2) == null ? "ms" : duration.group(2);
        return Objects.requireNonNull(UNITS.get(unit)).apply(Long.parseLong(duration.group(1)));
    }

    /** Whether a rule such as {@code 4 * a + b < c} holds for these values. */
    static boolean holds(String rule, Map<String, Duration> values) {
        Matcher sides = RULE.matcher(rule);
        if (!sides.matches()) {
            throw new IllegalArgumentException("'" + rule + "' is not a rule");
        }
        int order = sum(sides.group(1), values).compareTo(sum(sides.group(3), values));
        return sides.group(2).equals("<") ? order < 0 : order <= 0;
    }

    private static Duration sum(String terms, Map<String, Duration> values) {
        return Stream.of(terms.split(" \\+ ", -1))
                .map(term -> product(term, values))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration product(String term, Map<String, Duration> values) {
        String[] factors = term.split(" \\* ", -1);
        String name = factors[factors.length - 1];
        Duration value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no budget is named '" + name + "'");
        }
        return factors.length == 1 ? value : value.multipliedBy(Long.parseLong(factors[0]));
    }
}
