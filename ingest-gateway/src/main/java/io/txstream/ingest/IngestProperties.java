package io.txstream.ingest;

import io.txstream.service.SettingCheck;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code txstream.ingest.*}.
 *
 * @param statusUrl Base URL of status-query, to which lookups are forwarded, http or https.
 * @param maxBodySize Largest webhook body accepted, 1KB to 512KB.
 * @param ackTimeout How long a webhook waits for Kafka's acknowledgement before the answer is 503, 10ms to 400ms.
 * @param maxBytesInFlight Heap for bodies that arrive and records that await Kafka's acknowledgement, each with 8 KB
 *     more, and for large or pipelined request heads, 1MB or more. Beyond it the answer is 503. By default a quarter of
 *     the heap.
 * @param maxConnections Limit for open connections, 10 to 100000. A new one beyond it replaces the one that has owed a
 *     request head or body for the longest. A quarter of them can be in lookups that are answered at once, and another
 *     quarter in those that wait, or whose answers come in parts.
 * @param readinessTimeout How long Kafka may acknowledge nothing, although it is asked to, before the instance is not
 *     ready for webhooks, 1s to 10m.
 */
@ConfigurationProperties("txstream.ingest")
record IngestProperties(
        @DefaultValue("http://localhost:8001") URI statusUrl,
        @DefaultValue("64KB") DataSize maxBodySize,
        @DefaultValue("300ms") Duration ackTimeout,
        @Nullable DataSize maxBytesInFlight,
        @DefaultValue("2048") int maxConnections,
        @DefaultValue("10s") Duration readinessTimeout) {

    private static final DataSize SMALLEST_BODY_LIMIT = DataSize.ofKilobytes(1);
    /** Half of the largest Kafka record, so that no accepted body is too large for a topic. */
    private static final DataSize LARGEST_BODY_LIMIT = DataSize.ofKilobytes(512);

    private static final Duration SHORTEST_ACK_TIMEOUT = Duration.ofMillis(10);
    /** Leaves 100 ms to answer within the 500 ms of the HTTP contract. */
    private static final Duration LONGEST_ACK_TIMEOUT = Duration.ofMillis(400);

    /** More than the largest body. */
    private static final DataSize SMALLEST_BYTES_IN_FLIGHT = DataSize.ofMegabytes(1);

    private static final int DEFAULT_PART_OF_HEAP = 4;

    private static final int LOOKUP_PART = 4;

    private static final int SMALLEST_MAX_CONNECTIONS = 10;
    private static final int LARGEST_MAX_CONNECTIONS = 100_000;

    private static final Duration SHORTEST_READINESS_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST_READINESS_TIMEOUT = Duration.ofMinutes(10);

    IngestProperties {
        SettingCheck.require(
                isHttp(statusUrl.getScheme()) && statusUrl.getHost() != null,
                "txstream.ingest.status-url",
                "an http or https URL such as http://localhost:8001",
                statusUrl);
        SettingCheck.require(
                isBetween(SMALLEST_BODY_LIMIT, maxBodySize, LARGEST_BODY_LIMIT),
                "txstream.ingest.max-body-size",
                "1KB to 512KB",
                maxBodySize);
        SettingCheck.require(
                isBetween(SHORTEST_ACK_TIMEOUT, ackTimeout, LONGEST_ACK_TIMEOUT),
                "txstream.ingest.ack-timeout",
                "10ms to 400ms",
                ackTimeout);
        SettingCheck.require(
                maxBytesInFlight == null || maxBytesInFlight.compareTo(SMALLEST_BYTES_IN_FLIGHT) >= 0,
                "txstream.ingest.max-bytes-in-flight",
                "1MB or more",
                String.valueOf(maxBytesInFlight));
        SettingCheck.require(
                isBetween(SMALLEST_MAX_CONNECTIONS, maxConnections, LARGEST_MAX_CONNECTIONS),
                "txstream.ingest.max-connections",
                "10 to 100000",
                maxConnections);
        SettingCheck.require(
                isBetween(SHORTEST_READINESS_TIMEOUT, readinessTimeout, LONGEST_READINESS_TIMEOUT),
                "txstream.ingest.readiness-timeout",
                "1s to 10m",
                readinessTimeout);
    }

    int maxBodyBytes() {
        return Math.toIntExact(maxBodySize.toBytes());
    }

    /**
     * Returns the limit for bytes in flight.
     *
     * @param heap the largest size of the heap, in bytes
     */
    long bytesInFlight(long heap) {
        return maxBytesInFlight == null ? heap / DEFAULT_PART_OF_HEAP : maxBytesInFlight.toBytes();
    }

    /** Returns how many lookups that are answered at once may be in progress: a quarter of the connections. */
    int maxLookups() {
        return maxConnections / LOOKUP_PART;
    }

    /** Returns how many waits and answers in parts may be in progress: the same. Webhooks get the other connections. */
    int maxHeldLookups() {
        return maxConnections / LOOKUP_PART;
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    private static <T extends Comparable<T>> boolean isBetween(T smallest, T value, T largest) {
        return smallest.compareTo(value) <= 0 && value.compareTo(largest) <= 0;
    }
}
