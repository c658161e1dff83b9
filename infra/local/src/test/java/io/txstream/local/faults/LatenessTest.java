package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatenessTest {

    private static final Instant DUE = Instant.parse("2025-10-29T10:30:30Z");

    @Test
    void findsTheGreatestLatenessAndTheLastLateEvent() {
        Delivery first = delivery(0, 1_500);
        var lateness = new Lateness(List.of(first, delivery(1, 1_000)));
        assertThat(lateness.max(at -> true)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(lateness.lastLate(at -> true, Instant.MIN)).isEqualTo(first.deliveredAt());
        assertThat(lateness.lastLate(at -> at.isAfter(first.deliveredAt()), Instant.MIN))
                .isEqualTo(Instant.MIN);
    }

    @Test
    void countsEventsOutOfOrder() {
        assertThat(new Lateness(List.of(delivery(1, 0), delivery(0, 9_000), delivery(2, 0))).outOfOrderCount())
                .isEqualTo(1);
    }

    private static Delivery delivery(long offset, long lateMillis) {
        return new Delivery(new Position(0, offset), new Position(0, offset), DUE, DUE.plusMillis(lateMillis));
    }
}
