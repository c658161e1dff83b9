package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class TransactionKeyTest {

    @Property
    void theHomePartitionIsThatOfTheJavaClient(
            @ForAll @NotEmpty byte[] key, @ForAll @IntRange(min = 1, max = 50) int count) {
        assertThat(TransactionKey.homePartition(key, count)).isEqualTo(BuiltInPartitioner.partitionForKey(key, count));
    }

    @Test
    void aRecordWithoutAKeyIsAtHomeInEveryPartition() {
        assertThat(TransactionKey.isHome(null, 5, 6)).isTrue();
    }

    @Test
    void aKeyIsAtHomeInOnePartitionOnly() {
        byte[] key = TransactionKey.of("txn_abc123def456");
        assertThat(IntStream.range(0, 6).filter(p -> TransactionKey.isHome(key, p, 6)))
                .hasSize(1);
    }

    @Test
    void readsValidIdsOnly() {
        assertThat(TransactionKey.read(null)).isNull();
        assertThat(TransactionKey.read(new byte[0])).isNull();
        assertThat(TransactionKey.read(new byte[] {(byte) 0xC3})).isNull();
        assertThat(TransactionKey.read("a\nb".getBytes(UTF_8))).isNull();
        assertThat(TransactionKey.read("x".repeat(129).getBytes(UTF_8))).isNull();
        assertThat(TransactionKey.read("é/😀".getBytes(UTF_8))).isEqualTo("é/😀");
        assertThat(TransactionKey.read(TransactionKey.of("😀".repeat(128)))).hasSize(256);
    }
}
