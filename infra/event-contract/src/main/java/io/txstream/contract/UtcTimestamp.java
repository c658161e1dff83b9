package io.txstream.contract;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as the contract writes them: ISO 8601, UTC, always three digits of a second, always {@code Z}. */
public final class UtcTimestamp {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private UtcTimestamp() {}

    /** Whether a time can be that of a record: from 1970 on, and of a year that has four digits. */
    static boolean isRecordTime(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(END);
    }

    public static String format(Instant time) {
        return FORMAT.format(time);
    }
}
