package io.txstream.service;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks the broker where the logs of partitions begin and end. Each method blocks, for at most 5 s, and
 * throws a {@link KafkaException} if the broker does not answer or refuses. Any thread may use it.
 */
public final class LogReader {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;

    public LogReader(Admin admin) {
        this.admin = admin;
    }

    /** Returns the offsets of the first records that still exist. */
    public Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Returns the offsets before which no transaction is open. */
    public Map<TopicPartition, Long> stableEnds(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    /** Returns the offsets after the last records, open transactions included. */
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        var options = new ListOffsetsOptions(isolation).timeoutMs(TIMEOUT_MILLIS);
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                KafkaFutures.get(admin.listOffsets(wanted, options).all());
        return partitions.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        partition -> requireNonNull(found.get(partition)).offset()));
    }
}
