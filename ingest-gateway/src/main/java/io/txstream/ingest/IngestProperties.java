package io.txstream.ingest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code txstream.ingest.*}.
 *
 * @param maxBodySize the largest webhook taken, 1 KB to 512 KB: half of the largest record, so that nothing accepted is
 *     too large for a topic
 * @param ackTimeout how long a sender waits for the broker before the answer is 503; 10 ms to 400 ms, which leaves time
 *     to answer within the 500 ms that the contract allows
 * @param maxInFlight how many webhooks may be read, and how many wait for the broker, at once; 1 to 100,000. Past that the
 *     answer is 503 at once. Times the body size it bounds the memory that senders can make this take
 */
@ConfigurationProperties("txstream.ingest")
record IngestProperties(
        @DefaultValue("64KB") DataSize maxBodySize,
        @DefaultValue("300ms") Duration ackTimeout,
        @DefaultValue("2048") int maxInFlight) {

    IngestProperties {
        require(
                maxBodySize.toBytes() >= 1 << 10 && maxBodySize.toBytes() <= 512 << 10,
                "txstream.ingest.max-body-size must be 1KB to 512KB, was " + maxBodySize);
        require(
                ackTimeout.toMillis() >= 10 && ackTimeout.toMillis() <= 400,
                "txstream.ingest.ack-timeout must be 10ms to 400ms, was " + ackTimeout);
        require(
                maxInFlight >= 1 && maxInFlight <= 100_000,
                "txstream.ingest.max-in-flight must be 1 to 100000, was " + maxInFlight);
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
