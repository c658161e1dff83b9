package io.txstream.processor.start;

import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The settings that Kafka Streams creates changelog topics with. What is pending and which ids were seen exists only
 * there, so the changelogs are as durable as the received topic. An operator's own settings take precedence.
 */
public final class ChangelogSettings {

    /**
     * How long expired ids stay in the changelog of the seen store. After a longer outage that also lost the local
     * stores, a duplicate in the backlog could be processed. A week more of ids doubles the changelog.
     */
    private static final Duration LONGEST_OUTAGE = Duration.ofDays(7);

    /**
     * How long deletes stay in a changelog. Every processed transaction leaves one, so a long time is expensive. Older
     * state directories are not used: see {@code StaleEntries} and {@code state.cleanup.dir.max.age.ms}.
     */
    private static final Duration DELETES = Duration.ofDays(1);

    private ChangelogSettings() {}

    /** Adds the settings that are not set. */
    public static void addTo(Properties streams, TopicLayout received) {
        // The broker's default is often 1, and min.insync.replicas is 1 whatever the replication.
        streams.putIfAbsent(StreamsConfig.REPLICATION_FACTOR_CONFIG, String.valueOf(received.replication()));
        topic(streams, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(received.minInSyncReplicas()));
        topic(streams, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG, "false");
        // A broker can have a default, and would delete ids before the dedupe window has passed.
        topic(streams, TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        // A broker refuses records more than an hour ahead of its own clock by default. One broker whose clock is
        // wrong would stop the partitions whose changelogs are on another.
        topic(streams, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, String.valueOf(Long.MAX_VALUE));
        topic(streams, TopicConfig.DELETE_RETENTION_MS_CONFIG, String.valueOf(DELETES.toMillis()));
        streams.putIfAbsent(
                StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
                String.valueOf(LONGEST_OUTAGE.toMillis()));
    }

    private static void topic(Properties streams, String setting, String value) {
        streams.putIfAbsent(StreamsConfig.topicPrefix(setting), value);
    }

    static long value(Properties streams, String setting) {
        return Long.parseLong(String.valueOf(streams.get(setting)));
    }

    static String topicValue(Properties streams, String setting) {
        return String.valueOf(streams.get(StreamsConfig.topicPrefix(setting)));
    }
}
