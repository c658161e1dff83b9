package io.txstream.contract;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** The format of times in the contract: ISO 8601 in UTC, with milliseconds and {@code Z}. */
public final class UtcTimestamp {

    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    /** Leaves room for the longest delay, so that the due time of every record has a four-digit year too. */
    private static final long RECORD_END_MILLIS = END.minus(Duration.ofDays(2)).toEpochMilli();

    private UtcTimestamp() {}

    /** Returns whether a time can be that of a record: from 1970 to 9999, so that its year has four digits. */
    static boolean isRecordTime(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(END);
    }

    /**
     * Returns the append time of a received record, as {@code created_at} and rejections give it.
     *
     * <p>A broker writes no other times. But a batch that was appended while the topic was {@code CreateTime} keeps the
     * producer's timestamps, which can be negative or absurd. Those count as 1970-01-01T00:00:00Z: a fixed time, so
     * that a replay gives the same bytes, and one whose delay has passed, so that the transaction is not withheld.
     *
     * @param timestampMillis the timestamp of the record, in milliseconds since the epoch; any value
     */
    public static Instant ofRecord(long timestampMillis) {
        boolean valid = timestampMillis >= 0 && timestampMillis < RECORD_END_MILLIS;
        return valid ? Instant.ofEpochMilli(timestampMillis) : Instant.EPOCH;
    }

    /** Returns the time as text, truncated to milliseconds. */
    public static String format(Instant time) {
        return FORMAT.format(time);
    }
}
