package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamProgressTest {

    private static final Duration STEP = Duration.ofSeconds(10);

    private long nanos = -7;
    private final StreamProgress progress = new StreamProgress(() -> nanos);

    @Test
    void isNotStalledWithoutWork() {
        progress.observe(Map.of());
        nanos += STEP.toNanos();
        progress.observe(Map.of());
        assertThat(progress.stalled()).isZero();
        assertThat(progress.movedSince(-8)).isFalse();
    }

    @Test
    void isStalledSinceTheSlowestMoved() {
        progress.observe(Map.of("received-0", 1L, "received-1", 1L));
        nanos += STEP.toNanos();
        progress.observe(Map.of("received-0", 2L, "received-1", 1L));
        nanos += STEP.toNanos();
        progress.observe(Map.of("received-0", 3L, "received-1", 1L));
        assertThat(progress.stalled()).isEqualTo(STEP.multipliedBy(2));
        progress.observe(Map.of("received-0", 3L));
        assertThat(progress.stalled()).isZero();
    }

    @Test
    void isNotStalledWhileAllMoves() {
        for (long offset = 0; offset < 100; offset++) {
            progress.observe(Map.of("received-0", offset));
            nanos += STEP.toNanos();
        }
        assertThat(progress.stalled()).isEqualTo(STEP);
        assertThat(progress.movedSince(nanos - 2 * STEP.toNanos())).isTrue();
        assertThat(progress.movedSince(nanos)).isFalse();
    }
}
