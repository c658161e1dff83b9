package io.txstream.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private final AtomicInteger pressure = new AtomicInteger();
    private final ByteBudget budget = new ByteBudget(1_000, pressure::incrementAndGet);

    @Test
    void refusesWhatExceedsIt() {
        assertThat(budget.reserve(600)).isNotNull();
        assertThat(budget.reserve(401)).isNull();
        assertThat(budget.taken()).isEqualTo(600);
        assertThat(budget.reserve(400)).isNotNull();
    }

    @Test
    void givesAllBytesBackWhenTheLastHolderReleases() {
        Reservation reservation = requireNonNull(budget.reserve(100));
        assertThat(reservation.extend(200)).isTrue();
        assertThat(reservation.extend(701)).isFalse();
        reservation.retain();
        reservation.release();
        assertThat(budget.taken()).isEqualTo(300);
        reservation.release();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void refusesToGiveBackTwice() {
        Reservation reservation = requireNonNull(budget.reserve(100));
        reservation.release();
        assertThatIllegalStateException().isThrownBy(reservation::release);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void asksForReliefOnceLessThanAQuarterIsFree() {
        budget.reserve(750);
        assertThat(pressure).hasValue(0);
        budget.reserve(1);
        assertThat(pressure).hasValue(1);
        budget.reserve(1_000);
        assertThat(pressure).hasValue(2);
    }

    @Test
    void neverGrantsMoreThanItHasUnderConcurrency() {
        var granted = new AtomicInteger();
        IntStream.range(0, 1_000).parallel().forEach(i -> {
            if (budget.tryTake(100)) {
                granted.incrementAndGet();
            }
        });
        assertThat(granted).hasValueBetween(1, 10);
        assertThat(budget.taken()).isEqualTo(100L * granted.get());
    }

    @Test
    void grantsWhatFitsWhileOtherAttemptsFail() {
        IntStream.range(0, 100_000).parallel().forEach(i -> {
            if (i % 2 == 0) {
                assertThat(budget.tryTake(1_001)).isFalse();
            } else {
                assertThat(budget.tryTake(1)).isTrue();
                budget.giveBack(1);
            }
        });
    }

    @Test
    void rejectsABudgetWithoutBytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteBudget(0, () -> {}));
    }
}
