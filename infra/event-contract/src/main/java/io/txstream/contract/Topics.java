package io.txstream.contract;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The names of the three topics, their limits, and the settings to create them with. */
public final class Topics {

    /** The audit log: every record as it was sent, stamped by the broker. A valid record has its id as key. */
    public static final String RECEIVED = "transactions.received";

    /** One event per transaction, written after its delay. The record's append time is the processing time. */
    public static final String PROCESSED = "transactions.processed";

    /** The dead letters: every rejected record with its reason and origin, as {@link Rejection} describes. */
    public static final String REJECTED = "transactions.rejected";

    /** All topics, {@link #RECEIVED} first. */
    public static final List<String> ALL = List.of(RECEIVED, PROCESSED, REJECTED);

    /** The default partition count. The count of existing topics must not change: dedupe state is per partition. */
    public static final int DEFAULT_PARTITIONS = 6;

    /**
     * The largest valid record in bytes: key, value and headers together, uncompressed. Topics accept batches of twice
     * that, so that a record of this size still fits when it is written again with the headers of a rejection.
     */
    public static final int MAX_RECORD_BYTES = 1 << 20;

    /** The largest batch that the topics must accept, in bytes. */
    public static final int MAX_BATCH_BYTES = 2 * MAX_RECORD_BYTES;

    /** The value of {@code message.timestamp.type}: all times are in broker time. */
    public static final String LOG_APPEND_TIME = "LogAppendTime";

    private Topics() {}

    /**
     * Returns the topics to create.
     *
     * @param partitions the partition count of each topic, 1 or more; equal counts give a key the same partition in all
     * @param replication the replication factor, 1 or more; 3, with {@code min.insync.replicas=2}, survives the loss of
     *     a broker
     */
    public static List<NewTopic> specifications(int partitions, short replication) {
        Map<String, String> settings = Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                LOG_APPEND_TIME,
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                "-1",
                TopicConfig.RETENTION_BYTES_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                String.valueOf(MAX_BATCH_BYTES),
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(replication / 2 + 1));
        return ALL.stream()
                .map(name -> new NewTopic(name, partitions, replication).configs(settings))
                .toList();
    }
}
