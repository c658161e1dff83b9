package io.txstream.contract;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The three topics, by name and by the settings that the guarantees rest on. */
public final class Topics {

    /** The audit log: every transaction as it came, byte for byte, keyed by its id, stamped by the broker. */
    public static final String RECEIVED = "transactions.received";

    /** One event per transaction, once its delay has passed; the record's timestamp is when it was processed. */
    public static final String PROCESSED = "transactions.processed";

    /** Every received record that is not a transaction, with its reason and origin: the dead letters. */
    public static final String REJECTED = "transactions.rejected";

    /** All of them, in the order in which a transaction may meet them. */
    public static final List<String> ALL = List.of(RECEIVED, PROCESSED, REJECTED);

    /** Partitions where nothing else is asked for. Fixed once the topics exist: dedupe state lives by partition. */
    public static final int DEFAULT_PARTITIONS = 6;

    /**
     * The largest record taken, in bytes: key, value and headers together, uncompressed. Topics take batches of twice
     * that, so that a record of this size still fits when it is sent on with the headers of a rejection.
     */
    public static final int MAX_RECORD_BYTES = 1 << 20;

    /** The largest batch that the topics must accept, in bytes. */
    public static final int MAX_BATCH_BYTES = 2 * MAX_RECORD_BYTES;

    private Topics() {}

    /**
     * What to create.
     *
     * @param partitions 1 or more, the same for all three: equal counts keep a key's records in one partition number
     * @param replication 1 or more; 3 with {@code min.insync.replicas=2} is what survives the loss of a broker
     */
    public static List<NewTopic> specifications(int partitions, short replication) {
        Map<String, String> settings = Map.of(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "LogAppendTime",
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
