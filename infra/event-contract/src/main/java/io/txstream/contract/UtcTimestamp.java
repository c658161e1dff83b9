package io.txstream.contract;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** The format of times in the contract: ISO 8601 in UTC, with milliseconds and {@code Z}. */
public final class UtcTimestamp {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private UtcTimestamp() {}

    /** Returns whether a time can be that of a record: from 1970 to 9999, so that its year has four digits. */
    static boolean isRecordTime(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(END);
    }

    /** Returns the time as text, truncated to milliseconds. */
    public static String format(Instant time) {
        return FORMAT.format(time);
    }
}
