package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Why a received record was rejected, and where it is in {@link Topics#RECEIVED}. Written as the headers of a record on
 * {@link Topics#REJECTED}, each of them UTF-8 text that any client can print.
 *
 * @param reason the rule that the record breaks
 * @param detail the explanation for people
 * @param transactionId the valid id that the record's value holds, or null if it holds none that could be read
 * @param origin the position of the rejected record
 * @param timestamp the append time of the rejected record, from 1970 to 9999; 1970 if it is {@linkplain
 *     RejectionReason#UNREADABLE not known}
 */
public record Rejection(
        RejectionReason reason, String detail, @Nullable String transactionId, Position origin, Instant timestamp) {

    public static final String REASON_HEADER = "reason";
    public static final String DETAIL_HEADER = "detail";

    /** Written only if the id is known. May differ from the record's key: see {@link RejectionReason#KEY_MISMATCH}. */
    public static final String TRANSACTION_ID_HEADER = "transaction-id";

    public static final String TOPIC_HEADER = "origin-topic";
    public static final String PARTITION_HEADER = "origin-partition";
    public static final String OFFSET_HEADER = "origin-offset";

    /** In milliseconds since the epoch, as in Kafka. */
    public static final String TIMESTAMP_HEADER = "origin-timestamp";

    public Rejection {
        if (transactionId != null && !FieldRules.isValidId(transactionId)) {
            throw new IllegalArgumentException("not a transaction id: " + transactionId);
        }
        if (!UtcTimestamp.isRecordTime(timestamp)) {
            throw new IllegalArgumentException("timestamp must be from 1970 to 9999, but is " + timestamp);
        }
    }

    /** Adds this rejection to the headers of the record that reports it. */
    public void writeTo(Headers headers) {
        put(headers, REASON_HEADER, reason.name());
        put(headers, DETAIL_HEADER, detail);
        if (transactionId != null) {
            put(headers, TRANSACTION_ID_HEADER, transactionId);
        }
        put(headers, TOPIC_HEADER, Topics.RECEIVED);
        put(headers, PARTITION_HEADER, String.valueOf(origin.partition()));
        put(headers, OFFSET_HEADER, String.valueOf(origin.offset()));
        put(headers, TIMESTAMP_HEADER, String.valueOf(timestamp.toEpochMilli()));
    }

    /** Returns the rejection that a record's headers describe, or null if a header is missing or invalid. */
    public static @Nullable Rejection readFrom(Headers headers) {
        try {
            return new Rejection(
                    RejectionReason.valueOf(get(headers, REASON_HEADER)),
                    get(headers, DETAIL_HEADER),
                    headers.lastHeader(TRANSACTION_ID_HEADER) == null ? null : get(headers, TRANSACTION_ID_HEADER),
                    new Position(
                            Integer.parseInt(get(headers, PARTITION_HEADER)),
                            Long.parseLong(get(headers, OFFSET_HEADER))),
                    Instant.ofEpochMilli(Long.parseLong(get(headers, TIMESTAMP_HEADER))));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String get(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
    }
}
