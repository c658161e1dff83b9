package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.TransactionKey;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HomePartitionerTest {

    @Test
    void usesTheCountOfTheTopologyAfterPartitionsWereAdded() {
        var partitioner = new HomePartitioner(6);
        IntStream.range(0, 100).mapToObj(i -> TransactionKey.of("t" + i)).forEach(key -> {
            Set<Integer> partitions =
                    partitioner.partitions("topic", key, null, 8).orElseThrow();
            assertThat(partitions)
                    .singleElement()
                    .satisfies(partition ->
                            assertThat(TransactionKey.isHome(key, partition, 6)).isTrue());
        });
        assertThat(partitioner.partitions("topic", null, null, 8)).isEqualTo(Optional.empty());
    }
}
