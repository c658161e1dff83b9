package io.txstream.processor.delay;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.flow.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** {@code NotBeforeDue} and its counterpart, under wrong clocks. The true time is {@link #truth} throughout. */
class ReleaseClockTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long SECOND = 1_000;

    private long truth = Instant.parse("2025-10-29T10:30:00Z").toEpochMilli();
    private long wallAhead;
    private long streamsAhead;
    private final ReleaseClock clock = new ReleaseClock(() -> Instant.ofEpochMilli(truth + wallAhead));

    @Test
    void isTheWallClockWhileAllClocksAgree() {
        assertThat(now()).isEqualTo(truth);
        read(0);
        truth += 10 * SECOND;
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aWallClockThatStepsForwardMakesNothingEarly() {
        wallAhead = HOUR;
        assertThat(now()).isEqualTo(truth);
        read(0);
        truth += 10 * SECOND;
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aWallClockThatStepsBackKeepsNothingBack() {
        read(0);
        wallAhead = -HOUR;
        truth += 10 * SECOND;
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aClockThatWasBehindIsFollowedOnceTheBrokerConfirmsItsCorrection() {
        streamsAhead = -HOUR;
        assertThat(now()).isEqualTo(truth - HOUR);
        read(0);
        truth += 10 * SECOND;
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aClockThatWasAheadIsFollowedBackAtOnce() {
        streamsAhead = HOUR;
        assertThat(now()).isEqualTo(truth);
        read(0);
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aBacklogKeepsNothingBack() {
        read(-24 * HOUR);
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aBrokerThatIsAheadByLessThanTheToleranceMakesNothingEarly() {
        read(ProcessClock.TOLERANCE.toMillis());
        assertThat(now()).isEqualTo(truth);
    }

    @Test
    void aProcessThatStartedBehindIsLateByTheToleranceOnly() {
        wallAhead = -HOUR;
        streamsAhead = -HOUR;
        read(0);
        assertThat(now()).isEqualTo(truth - ProcessClock.TOLERANCE.toMillis());
    }

    private void read(long brokerAhead) {
        clock.read(truth + brokerAhead, truth + streamsAhead);
    }

    private long now() {
        return clock.millis(truth + streamsAhead);
    }
}
