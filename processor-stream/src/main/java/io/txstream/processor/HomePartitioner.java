package io.txstream.processor;

import io.txstream.contract.TransactionKey;
import io.txstream.processor.flow.RawValue;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Writes every key to its home partition, and a record without a key to any.
 *
 * <p>The producer's default partitioner does the same, but configuration can replace it. With another one, a misplaced
 * record that was forwarded would be misplaced again, indefinitely.
 */
final class HomePartitioner implements StreamPartitioner<byte[], RawValue> {

    private final int partitions;

    /**
     * Creates the partitioner of all sinks.
     *
     * @param partitions the partition count that the topology was built with, 1 or more
     */
    HomePartitioner(int partitions) {
        this.partitions = partitions;
    }

    /**
     * Ignores the producer's count. It can be newer than that of admission, which would take the record for misplaced
     * again.
     */
    @Override
    public Optional<Set<Integer>> partitions(
            String topic, byte @Nullable [] key, @Nullable RawValue value, int currentPartitions) {
        return key == null ? Optional.empty() : Optional.of(Set.of(TransactionKey.homePartition(key, partitions)));
    }
}
