package io.txstream.local.faults;

import static io.txstream.local.faults.HistoryBuilder.at;
import static io.txstream.local.faults.HistoryBuilder.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.faults.Lookup.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchListTest {

    private final History history = new History();
    private Instant now = at(0);
    private final WatchList list = new WatchList(history, new SplittableRandom(1), clock());

    @Test
    void takesTheLatestAcknowledgedIdInsteadOfOlderOnes() {
        acknowledge("a");
        acknowledge("b");
        assertThat(list.ids()).containsExactly("b");
    }

    @Test
    void doesNotWatchInvalidIds() {
        acknowledge("bad-1");
        assertThat(list.ids()).isEmpty();
    }

    @Test
    void makesRoomOnceATransactionWasSeenAsProcessedOften() {
        fill();
        acknowledge("next");
        assertThat(list.ids()).doesNotContain("next");
        IntStream.range(0, 6).forEach(i -> list.saw("tx-0", Status.PROCESSED));
        assertThat(list.ids()).contains("next");
    }

    @Test
    void doesNotHoldARejectedIdForever() {
        fill();
        IntStream.range(0, 99).forEach(i -> list.saw("tx-0", Status.REJECTED));
        acknowledge("next");
        now = at(61_000);
        assertThat(list.ids()).contains("next");
    }

    @Test
    void keepsTheFirstOnesUntilTheEnd() {
        for (int i = 0; i < 20; i++) {
            acknowledge("tx-" + i);
            now = now.plusSeconds(61);
            list.ids();
        }
        assertThat(list.ids()).contains("tx-0", "tx-1", "tx-2");
    }

    private void fill() {
        for (int i = 0; i < 6; i++) {
            acknowledge("tx-" + i);
            list.ids();
        }
    }

    private void acknowledge(String id) {
        var result = new SendResult(Outcome.ACKNOWLEDGED, "202", now, null);
        history.add(new SendAttempt("client", 1, transaction(id, "1"), now, result));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
