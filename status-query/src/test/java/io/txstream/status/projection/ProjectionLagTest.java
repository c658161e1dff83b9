package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ProjectionLagTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ProjectionLag lag = new ProjectionLag();

    @Test
    void isZeroWhenEverythingIsProjected() {
        sample(5, 10, 10);
        assertThat(lag.records()).isZero();
        assertThat(lag.time(at(100))).isZero();
    }

    @Test
    void growsWhileTheProjectionDoesNotAdvance() {
        sample(5, 12, 10);
        sample(10, 15, 10);
        assertThat(lag.records()).isEqualTo(5);
        assertThat(lag.time(at(65))).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void startsAgainWhenTheMissingRecordsAreProjected() {
        sample(5, 12, 10);
        sample(10, 15, 13);
        assertThat(lag.time(at(12))).isEqualTo(Duration.ofSeconds(2));
        sample(15, 15, 15);
        assertThat(lag.time(at(60))).isZero();
    }

    @Test
    void ignoresPartitionsThatAreNoLongerAssigned() {
        sample(5, 12, 10);
        lag.sample(at(10), Map.of(), Map.of(), Map.of());
        assertThat(lag.records()).isZero();
        assertThat(lag.time(at(60))).isZero();
    }

    /** The committed end does not move while a foreign transaction is open. */
    @Test
    void anOpenTransactionIsLag() {
        lag.sample(at(5), Map.of(PARTITION, 12L), Map.of(PARTITION, 10L), Map.of(PARTITION, 10L));
        assertThat(lag.records()).isEqualTo(2);
        assertThat(lag.uncommittedRecords()).isEqualTo(2);
        assertThat(lag.time(at(35))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void isNotFreshWithoutARecentSample() {
        assertThat(lag.isFresh(at(0))).isFalse();
        sample(5, 10, 10);
        assertThat(lag.isFresh(at(34))).isTrue();
        assertThat(lag.isFresh(at(35))).isFalse();
    }

    private void sample(long second, long end, long position) {
        lag.sample(at(second), Map.of(PARTITION, end), Map.of(PARTITION, end), Map.of(PARTITION, position));
    }

    private static Instant at(long second) {
        return Instant.EPOCH.plusSeconds(second);
    }
}
