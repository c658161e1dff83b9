package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.service.FailureExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Test;

/** {@link StreamWatchdog} with {@link SteadyTime} and {@link StallDetector}. */
class StreamWatchdogTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final ManualTime system = new ManualTime();
    private final SteadyTime steady = new SteadyTime(system);
    private final List<ThreadMetadata> threads = new ArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final StallDetector stalls = new StallDetector(system::nanoseconds);
    private final StreamWatchdog watchdog = new StreamWatchdog(
            () -> stalls.look(State.RUNNING, threads, Map.of()),
            stalls,
            steady,
            new FailureExit(failures::incrementAndGet));

    @Test
    void endsTheProcessOnceTheWallClockSteppedBack() {
        check(3);
        system.stepWall(-HOUR);
        check(3);
        assertThat(failures).hasValue(1);
    }

    @Test
    void theTimeOfTheStreamDoesNotStep() {
        long before = steady.milliseconds();
        system.stepWall(HOUR);
        check(10);
        assertThat(steady.milliseconds()).isEqualTo(before + 10_000);
        assertThat(failures).hasValue(0);
    }

    @Test
    void theTimeOfTheStreamFollowsSlewing() {
        for (int second = 0; second < 100; second++) {
            system.stepWall(-SteadyTime.MAX_DRIFT.toMillis());
            check(1);
            assertThat(steady.milliseconds()).isEqualTo(system.milliseconds());
        }
        assertThat(failures).hasValue(0);
    }

    @Test
    void endsTheProcessWhenAClockThatWasAheadReturns() {
        check(3);
        system.stepWall(HOUR);
        check(10);
        system.stepWall(-HOUR);
        check(3);
        assertThat(failures).hasValue(1);
    }

    @Test
    void smallStepsBackAddUp() {
        for (int second = 0; second < 3; second++) {
            system.stepWall(-900);
            check(1);
        }
        assertThat(failures).hasValue(1);
    }

    @Test
    void endsTheProcessWhenWorkStandsStill() {
        threads.add(Threads.thread("a", Threads.task(new TopicPartition("received", 0), 5, 9)));
        check(1 + (int) StallDetector.END_AFTER.toSeconds() - 1);
        assertThat(failures).hasValue(0);
        check(1);
        assertThat(failures).hasValue(1);
    }

    @Test
    void neverEndsAProcessThatHasNothingToDo() {
        check(2 * (int) StallDetector.END_AFTER.toSeconds());
        assertThat(failures).hasValue(0);
    }

    private void check(int seconds) {
        for (int second = 0; second < seconds; second++) {
            system.pass(1_000);
            watchdog.check();
        }
    }
}
