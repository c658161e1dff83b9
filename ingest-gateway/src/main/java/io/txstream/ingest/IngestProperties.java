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
 * @param maxInFlight Limit for the bodies being read, and separately for the records that await Kafka's
 *     acknowledgement, 1 to 100000. Beyond either the answer is 503. Bodies use at most twice this number times
 *     max-body-size.
 */
@ConfigurationProperties("txstream.ingest")
record IngestProperties(
        @DefaultValue("http://localhost:8001") URI statusUrl,
        @DefaultValue("64KB") DataSize maxBodySize,
        @DefaultValue("300ms") Duration ackTimeout,
        @DefaultValue("2048") int maxInFlight) {

    private static final DataSize SMALLEST_BODY_LIMIT = DataSize.ofKilobytes(1);
    /** Half of the largest Kafka record, so that no accepted body is too large for a topic. */
    private static final DataSize LARGEST_BODY_LIMIT = DataSize.ofKilobytes(512);

    private static final Duration SHORTEST_ACK_TIMEOUT = Duration.ofMillis(10);
    /** Leaves 100 ms to answer within the 500 ms of the HTTP contract. */
    private static final Duration LONGEST_ACK_TIMEOUT = Duration.ofMillis(400);

    private static final int LARGEST_MAX_IN_FLIGHT = 100_000;

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
                isBetween(1, maxInFlight, LARGEST_MAX_IN_FLIGHT),
                "txstream.ingest.max-in-flight",
                "1 to 100000",
                maxInFlight);
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    }

    private static <T extends Comparable<T>> boolean isBetween(T smallest, T value, T largest) {
        return smallest.compareTo(value) <= 0 && value.compareTo(largest) <= 0;
    }
}
