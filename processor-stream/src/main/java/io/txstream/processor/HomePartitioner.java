package io.txstream.processor;

import io.txstream.contract.TransactionKey;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * Writes every key to its home, said outright: with a partitioner that configuration brought in, a stray sent home would
 * come back a stray, for ever. A record without a key may go anywhere.
 */
final class HomePartitioner implements StreamPartitioner<byte[], byte[]> {

    @Override
    public Optional<Set<Integer>> partitions(
            String topic, byte @Nullable [] key, byte @Nullable [] value, int partitions) {
        return key == null ? Optional.empty() : Optional.of(Set.of(TransactionKey.homePartition(key, partitions)));
    }
}
