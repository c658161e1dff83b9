package io.txstream.processor;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings {@code txstream.processor.*}.
 *
 * @param delay between a transaction's append time and its due time; 0 to 24 h. What is held already keeps the delay that
 *     it was received under
 * @param dedupeWindow for how long an id is remembered; 1 min to 366 days, and longer than the delay
 * @param threads stream threads of this instance; 1 to 64. More than there are partitions stay idle
 * @param rocksdbMemory what all stores of this instance may take outside of the heap; 8 MB or more
 */
@ConfigurationProperties("txstream.processor")
record ProcessorProperties(
        @DefaultValue("30s") Duration delay,
        @DefaultValue("7d") Duration dedupeWindow,
        @DefaultValue("2") int threads,
        @DefaultValue("128MB") DataSize rocksdbMemory) {

    ProcessorProperties {
        require(
                !delay.isNegative() && delay.compareTo(Duration.ofHours(24)) <= 0,
                "txstream.processor.delay must be 0 to 24h, was " + delay);
        require(
                dedupeWindow.compareTo(Duration.ofMinutes(1)) >= 0
                        && dedupeWindow.compareTo(Duration.ofDays(366)) <= 0
                        && dedupeWindow.compareTo(delay) > 0,
                "txstream.processor.dedupe-window must be 1m to 366d and longer than the delay, was " + dedupeWindow);
        require(threads >= 1 && threads <= 64, "txstream.processor.threads must be 1 to 64, was " + threads);
        require(
                rocksdbMemory.toMegabytes() >= 8,
                "txstream.processor.rocksdb-memory must be 8MB or more, was " + rocksdbMemory);
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
