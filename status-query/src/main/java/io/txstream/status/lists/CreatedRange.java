package io.txstream.status.lists;

import io.txstream.status.request.BadParameterException;
import io.txstream.status.request.QueryParameters;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of {@code created_at}.
 *
 * @param from the first time in the range, in whole microseconds; null if it has no beginning
 * @param to the first time after the range, in whole microseconds, not before {@code from}; null if it has no end
 */
record CreatedRange(@Nullable Instant from, @Nullable Instant to) {

    static final String FROM = "created_from";
    static final String TO = "created_to";

    /** Postgres writes years outside of these in another way. */
    private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private static final Instant LAST = END.minus(1, ChronoUnit.MICROS);

    /** What is left of a {@code +} before an offset that was not percent-encoded. */
    private static final Pattern UNESCAPED_PLUS = Pattern.compile(" (?=\\d\\d(:\\d\\d)?$)");

    /**
     * Reads both parameters.
     *
     * @throws BadParameterException if one is not a time with a zone, or if the range ends before it begins
     */
    static CreatedRange of(QueryParameters query) {
        Instant from = time(query, FROM);
        Instant to = time(query, TO);
        if (from != null && to != null && to.isBefore(from)) {
            throw new BadParameterException(TO, "must not be before " + FROM);
        }
        return new CreatedRange(from, to);
    }

    private static @Nullable Instant time(QueryParameters query, String parameter) {
        String text = query.value(parameter);
        if (text == null) {
            return null;
        }
        try {
            String iso = UNESCAPED_PLUS.matcher(text).replaceFirst("+");
            return inRange(parameter, OffsetDateTime.parse(iso, DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        } catch (DateTimeParseException e) {
            throw new BadParameterException(
                    parameter, "must be an ISO 8601 date and time with a zone, such as 2025-10-29T10:30:00.123Z");
        }
    }

    private static Instant inRange(String parameter, OffsetDateTime time) {
        if (!isSupported(time.toInstant())) {
            throw new BadParameterException(parameter, "must be in the years 1 to 9999");
        }
        Instant ceiling = ceilingOfMicros(time.toInstant());
        return isSupported(ceiling) ? ceiling : LAST;
    }

    /** Times are stored in microseconds. For these, a bound and its ceiling are the same. */
    private static Instant ceilingOfMicros(Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.MICROS);
        return floor.equals(time) ? floor : floor.plus(1, ChronoUnit.MICROS);
    }

    /** Returns whether the database can compare with a time. */
    static boolean isSupported(Instant time) {
        return !time.isBefore(MIN) && time.isBefore(END);
    }

    boolean isUnbounded() {
        return from == null && to == null;
    }

    boolean contains(Instant createdAt) {
        return (from == null || !createdAt.isBefore(from)) && (to == null || createdAt.isBefore(to));
    }
}
