package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Why a record was rejected and where it lies in {@link Topics#RECEIVED}: the headers of a record on
 * {@link Topics#REJECTED}, all of them UTF-8 text, so that any client can print them.
 *
 * @param detail what is wrong, for people
 * @param origin where the rejected record lies
 * @param timestamp its append time
 */
public record Rejection(RejectionReason reason, String detail, Position origin, Instant timestamp) {

    public Rejection {
        if (!UtcTimestamp.isRecordTime(timestamp)) {
            throw new IllegalArgumentException("no time of a record: " + timestamp);
        }
    }

    public static final String REASON_HEADER = "reason";
    public static final String DETAIL_HEADER = "detail";
    public static final String TOPIC_HEADER = "origin-topic";
    public static final String PARTITION_HEADER = "origin-partition";
    public static final String OFFSET_HEADER = "origin-offset";

    /** In milliseconds since the epoch, as Kafka counts them. */
    public static final String TIMESTAMP_HEADER = "origin-timestamp";

    public void writeTo(Headers headers) {
        put(headers, REASON_HEADER, reason.name());
        put(headers, DETAIL_HEADER, detail);
        put(headers, TOPIC_HEADER, Topics.RECEIVED);
        put(headers, PARTITION_HEADER, String.valueOf(origin.partition()));
        put(headers, OFFSET_HEADER, String.valueOf(origin.offset()));
        put(headers, TIMESTAMP_HEADER, String.valueOf(timestamp.toEpochMilli()));
    }

    /** The rejection that a record's headers tell of, or null where they tell of none. */
    public static @Nullable Rejection readFrom(Headers headers) {
        try {
            return new Rejection(
                    RejectionReason.valueOf(get(headers, REASON_HEADER)),
                    get(headers, DETAIL_HEADER),
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
