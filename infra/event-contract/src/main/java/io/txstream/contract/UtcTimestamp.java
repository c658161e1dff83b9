package io.txstream.contract;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as the contract writes them: ISO 8601, UTC, always three digits of a second, always {@code Z}. */
public final class UtcTimestamp {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private UtcTimestamp() {}

    public static String format(Instant time) {
        return FORMAT.format(time);
    }
}
