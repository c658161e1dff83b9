package io.txstream.processor.opentransactions;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.opentransactions.OpenTransactions.Bounds;
import io.txstream.processor.opentransactions.OpenTransactions.Holder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenTransactionsTest {

    private static final TopicPartition P0 = new TopicPartition("t", 0);
    private static final TopicPartition P1 = new TopicPartition("t", 1);
    private static final TopicPartition P3 = new TopicPartition("t", 3);

    private final OpenTransactions open = new OpenTransactions();
    private Instant now = Instant.parse("2025-10-29T10:30:00Z");

    @Test
    void measuresWhatIsHeldBackAndForHowLong() {
        sample(Map.of(P0, new Bounds(10, 15), P1, new Bounds(7, 7)));
        assertThat(open.heldBack()).isEqualTo(5);
        pass(Duration.ofSeconds(2));
        sample(Map.of(P0, new Bounds(10, 20), P1, new Bounds(5, 7)));
        assertThat(open.heldBack()).isEqualTo(12);
        assertThat(open.oldestSeconds(now)).isEqualTo(2);
    }

    @Test
    void warnsOnceATransactionIsOpenForLong() {
        assertThat(sample(Map.of(P3, new Bounds(10, 15)))).isEmpty();
        pass(OpenTransactions.WARN_AFTER);
        assertThat(sample(Map.of(P3, new Bounds(10, 16))))
                .containsExactly(new Holder(P3, 10, 6, OpenTransactions.WARN_AFTER));
    }

    @Test
    void repeatsAWarningOnlyAfterItsInterval() {
        sample(Map.of(P3, new Bounds(10, 15)));
        pass(OpenTransactions.WARN_AFTER);
        sample(Map.of(P3, new Bounds(10, 15)));
        pass(OpenTransactions.WARN_INTERVAL.minusMillis(1));
        assertThat(sample(Map.of(P3, new Bounds(10, 15)))).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(sample(Map.of(P3, new Bounds(10, 15)))).hasSize(1);
    }

    @Test
    void transactionsThatFollowEachOtherAreNoLongOne() {
        sample(Map.of(P3, new Bounds(10, 15)));
        pass(OpenTransactions.WARN_AFTER);
        assertThat(sample(Map.of(P3, new Bounds(12, 15)))).isEmpty();
        assertThat(open.oldestSeconds(now)).isZero();
    }

    @Test
    void holdsNothingBackOnceItHasEnded() {
        sample(Map.of(P3, new Bounds(10, 15)));
        sample(Map.of(P3, new Bounds(15, 15)));
        assertThat(open.heldBack()).isZero();
        assertThat(open.oldestSeconds(now)).isZero();
    }

    private List<Holder> sample(Map<TopicPartition, Bounds> bounds) {
        return open.sample(now, bounds);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
