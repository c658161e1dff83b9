package io.txstream.local.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run tries, as far as it is not the faults and the load. Both profiles run the processor with the settings that
 * users get, except that it looks after every minute, instead of every ten, whether an instance has caught up and can
 * take its share of the partitions. That is the shortest interval that Kafka Streams accepts.
 */
enum Profile {
    /** The default dedupe window, and segments that no run fills. */
    MIXED(Duration.ofDays(7), Map.of()),

    /**
     * Months of operation within minutes: ids expire, changelogs are compacted, their tombstones are cleaned, and old
     * segments are deleted, all during the run.
     */
    TINY_SEGMENTS(
            Duration.ofMinutes(1),
            Map.of(
                    "TXSTREAM_PROCESSOR_DEDUPE_WINDOW", "1m",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_TOPIC_SEGMENT_MS", "5000",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_TOPIC_DELETE_RETENTION_MS", "1000",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_TOPIC_MIN_CLEANABLE_DIRTY_RATIO", "0.01",
                    "SPRING_KAFKA_STREAMS_PROPERTIES_WINDOWSTORE_CHANGELOG_ADDITIONAL_RETENTION_MS", "30000")) {
        @Override
        Duration faultFreeTime() {
            return window().plusSeconds(30);
        }

        @Override
        void applyTo(Brokers brokers) {
            brokers.set(Map.of("log.cleaner.backoff.ms", "1000"));
            brokers.setTopics(Map.of("segment.ms", "20000"));
        }
    };

    private final Duration window;

    @SuppressWarnings("ImmutableEnumChecker") // an immutable map
    private final Map<String, String> processor;

    Profile(Duration window, Map<String, String> processor) {
        this.window = window;
        this.processor = processor;
    }

    /** The dedupe window. */
    Duration window() {
        return window;
    }

    /** Returns the time under load before the first fault: ids have expired by then, if any expire. */
    Duration faultFreeTime() {
        return Duration.ZERO;
    }

    /** Returns environment variables of the processors. */
    Map<String, String> processor() {
        Map<String, String> all = new HashMap<>(processor);
        all.put("SPRING_KAFKA_STREAMS_PROPERTIES_PROBING_REBALANCE_INTERVAL_MS", "60000");
        return all;
    }

    /** Changes the settings of running brokers and of the topics of the contract. */
    void applyTo(Brokers brokers) {}
}
