package io.txstream.processor.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.txstream.contract.Position;
import io.txstream.processor.flow.ProcessClock;
import io.txstream.processor.metrics.StreamMetrics;
import io.txstream.processor.progress.ProgressStore;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.junit.jupiter.api.Test;

/** The time of the stores across restarts of the process, whose clock can be wrong at each. */
class StoreTimeTest {

    private static final long START = Instant.parse("2025-10-29T10:30:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long SECOND = 1_000;
    private static final long TOLERANCE = ProcessClock.TOLERANCE.toMillis();

    private final StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry(), () -> Instant.EPOCH);
    private final ProgressStore progress = new ProgressStore(new InMemoryKeyValueStore("progress"));
    private long clockAhead;
    private long truth = START;
    private StoreTime time = restarted(0);

    @Test
    void neverMovesBack() {
        assertThat(after(START)).isEqualTo(START);
        assertThat(after(START - 8 * HOUR)).isEqualTo(START);
        assertThat(after(START + SECOND)).isEqualTo(START + SECOND);
    }

    @Test
    void goesOnThoughTheProcessStartsWithAClockThatIsBehind() {
        after(START);
        truth += 20 * SECOND;
        time = restarted(-HOUR);
        assertThat(after(truth)).isBetween(START, truth);
        truth += 20 * SECOND;
        time = restarted(0);
        assertThat(after(truth)).isEqualTo(truth);
    }

    @Test
    void doesNotFollowAClockThatIsAhead() {
        after(START);
        truth += 20 * SECOND;
        time = restarted(HOUR);
        assertThat(after(truth)).isEqualTo(truth);
    }

    @Test
    void aFarRecordMovesItByTheToleranceOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(after(START + 100 * HOUR)).isEqualTo(START + TOLERANCE);
            time = restarted(0);
        }
    }

    @Test
    void isRecordedOnlyOnceInAWhile() {
        after(START);
        after(START + ProgressStore.TIME_INTERVAL.toMillis() - 1);
        assertThat(progress.time()).isEqualTo(START);
        after(START + ProgressStore.TIME_INTERVAL.toMillis());
        assertThat(progress.time()).isEqualTo(START + ProgressStore.TIME_INTERVAL.toMillis());
    }

    private StoreTime restarted(long ahead) {
        clockAhead = ahead;
        var clock = new ProcessClock(() -> Instant.ofEpochMilli(truth + clockAhead), () -> 0);
        return new StoreTime(progress, clock, metrics, truth + clockAhead);
    }

    private long after(long appendMillis) {
        return time.after(appendMillis, truth + clockAhead, new Position(0, 0));
    }
}
