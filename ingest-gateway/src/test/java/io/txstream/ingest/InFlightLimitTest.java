package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {

    @Test
    void refusesOnceAllPlacesAreTaken() {
        var limit = new InFlightLimit(2);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        assertThat(limit.inFlight()).isEqualTo(2);
    }

    @Test
    void grantsAReleasedPlaceAgain() {
        var limit = new InFlightLimit(1);
        assertThat(limit.tryAcquire()).isTrue();
        limit.release();
        assertThat(limit.inFlight()).isZero();
        assertThat(limit.tryAcquire()).isTrue();
    }

    @Test
    void neverExceedsItsMaximumUnderConcurrency() {
        var limit = new InFlightLimit(10);
        var granted = new AtomicInteger();
        IntStream.range(0, 1_000).parallel().forEach(i -> {
            if (limit.tryAcquire()) {
                granted.incrementAndGet();
            }
        });
        assertThat(granted).hasValue(10);
    }

    @Test
    void rejectsALimitWithoutPlaces() {
        assertThatIllegalArgumentException().isThrownBy(() -> new InFlightLimit(0));
    }
}
