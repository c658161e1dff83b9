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
    void takesOneEveryOtherSecond() {
        watch("a");
        acknowledge("b");
        now = at(1_999);
        assertThat(list.ids()).containsExactly("a");
        now = at(2_000);
        assertThat(list.ids()).containsExactly("a", "b");
    }

    /** A failover or an older dump takes back what became PROCESSED within the last seconds. */
    @Test
    void keepsWhatBecameProcessedWithinTheLastMinute() {
        watchFour();
        list.saw("tx-0", Status.PROCESSING);
        list.saw("tx-0", Status.PROCESSED);
        now = now.plusSeconds(60);
        list.saw("tx-0", Status.PROCESSED);
        assertThat(list.ids().get(0)).isEqualTo("tx-0");
        now = now.plusMillis(1);
        assertThat(list.ids().get(0)).isEqualTo("tx-1");
    }

    @Test
    void doesNotHoldARejectedIdForever() {
        watchFour();
        list.saw("tx-0", Status.REJECTED);
        now = at(120_001);
        assertThat(list.ids().get(0)).isEqualTo("tx-1");
    }

    @Test
    void keepsTheFirstOnesUntilTheEnd() {
        for (int i = 0; i < 20; i++) {
            watch("tx-" + i);
            now = now.plusSeconds(121);
            list.ids();
        }
        assertThat(list.ids()).contains("tx-0", "tx-1", "tx-2");
    }

    private void watchFour() {
        for (int i = 0; i < 4; i++) {
            watch("tx-" + i);
            now = now.plusSeconds(2);
        }
    }

    private void watch(String id) {
        acknowledge(id);
        assertThat(list.ids()).contains(id);
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
