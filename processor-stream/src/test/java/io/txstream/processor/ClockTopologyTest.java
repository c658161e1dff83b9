package io.txstream.processor;

import static io.txstream.processor.StreamDriver.DELAY;
import static io.txstream.processor.StreamDriver.START;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.ProcessedJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guarantees while clocks are wrong, with a short and a long dedupe window. */
class ClockTopologyTest {

    private static final Duration AHEAD = Duration.ofDays(8);

    @TempDir
    Path stateDir;

    @SuppressWarnings("NullAway.Init") // Every test calls start first.
    private StreamDriver stream;

    @AfterEach
    void stop() {
        stream.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT30M", "P7D"})
    void processedOnceThoughABrokerJumpedAheadAfterTheFirst(Duration window) {
        start(window);
        stream.receive("t1", "1", START);
        stream.receive("far", "1", START.plus(AHEAD));
        stream.receive("t1", "1", START.plusSeconds(5));
        stream.passTime(DELAY.plusSeconds(10));
        assertThat(stream.processedIds()).containsExactly("t1");
        assertThat(stream.count("txstream.duplicates")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT30M", "P7D"})
    void processedOnceThoughTheResendIsAheadToo(Duration window) {
        start(window);
        stream.receive("t1", "1", START.plus(AHEAD));
        stream.receive("t1", "1", START);
        stream.receive("t2", "1", START);
        stream.passTime(Duration.ofSeconds(1));
        stream.receive("t2", "1", START.plus(AHEAD).plusSeconds(1));
        stream.passTime(DELAY);
        assertThat(stream.count("txstream.duplicates")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT30M", "P7D"})
    void processedOnceThoughLeadersDisagreeByLessThanTheTolerance(Duration window) {
        start(window);
        for (int i = 0; i < 20; i++) {
            Instant now = START.plusSeconds(i * 10L);
            stream.receive("t" + i, "1", now);
            stream.receive("ahead" + i, "1", now.plusSeconds(59));
            stream.receive("t" + i, "1", now.plusSeconds(5));
            stream.passTime(Duration.ofSeconds(10));
        }
        assertThat(stream.count("txstream.duplicates")).isEqualTo(20);
        assertThat(stream.count("txstream.ahead.of.clock")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30M", "P7D"})
    void processedOnceThoughTheBrokersClockSteppedBack(Duration window) {
        start(window);
        stream.receive("t1", "1", START);
        stream.receive("t1", "1", START.minus(AHEAD));
        stream.receive("t2", "1", START.minus(AHEAD));
        stream.receive("t2", "1", START.plusSeconds(5));
        assertThat(stream.count("txstream.duplicates")).isEqualTo(2);
    }

    /** With earlier times, retention would drop the entries from the changelog, which a restore reads. */
    @Test
    void theChangelogKeepsWhatIsSeenAfterABrokersClockSteppedBack() {
        start(Duration.ofMinutes(1));
        stream.receive("t1", "1", START);
        stream.receive("t2", "1", START.minus(AHEAD));
        assertThat(stream.seenChangelogTimes()).containsExactly(START.toEpochMilli(), START.toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, 8})
    void processedOnceThoughTheWallClockSteps(long days) {
        start(Duration.ofMinutes(30));
        stream.receive("t1", "1", START);
        stream.stepWallClock(Duration.ofDays(days));
        stream.receive("t2", "1", START.plusSeconds(1));
        stream.receive("t1", "1", START.plusSeconds(5));
        stream.receive("t2", "1", START.plusSeconds(6));
        stream.stepWallClock(Duration.ofDays(-days));
        stream.receive("t1", "1", START.plusSeconds(7));
        assertThat(stream.count("txstream.duplicates")).isEqualTo(3);
        stream.passTime(DELAY.plusSeconds(7));
        assertThat(stream.processedIds()).containsExactly("t1", "t2");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void notBeforeDueAndNotLateThoughTheWallClockSteps(long hours) {
        start(Duration.ofDays(7));
        stream.receive("t1", "1", START);
        stream.stepWallClock(Duration.ofHours(hours));
        stream.passTime(DELAY.minusMillis(100));
        assertThat(stream.processedIds()).isEmpty();
        stream.passTime(Duration.ofMillis(100));
        assertThat(stream.processedIds()).containsExactly("t1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT30M", "P7D"})
    void theStoreDoesNotGrowAfterABrokerJumpedAhead(Duration window) {
        start(window);
        Duration step = window.dividedBy(100);
        stream.receive("far", "1", START.plus(AHEAD.multipliedBy(100)));
        for (int i = 0; i < 1_000; i++) {
            stream.receive("t" + i, "1", START.plus(step.multipliedBy(i)));
            stream.passTime(step);
        }
        long kept = window.plusMinutes(2).dividedBy(step);
        // The marks of the store's time are entries too.
        assertThat((long) stream.seenEntries()).isBetween(kept, 2 * kept + 5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P7D"})
    void aRecordAheadOfTheClockIsCountedAndHeldUntilItsTime(Duration window) {
        start(window);
        stream.receive("far", "1", START.plus(AHEAD));
        stream.receive("near", "1", START);
        stream.passTime(DELAY);
        assertThat(stream.processedIds()).containsExactly("near");
        assertThat(stream.count("txstream.ahead.of.clock")).isEqualTo(1);
        stream.stepWallClock(AHEAD);
        stream.receive("confirms", "1", START.plus(AHEAD).plus(DELAY));
        stream.passTime(Duration.ofMillis(100));
        assertThat(stream.processedRecords()).singleElement().satisfies(record -> {
            ProcessedEvent event = requireNonNull(ProcessedJson.read(record.value()));
            assertThat(event.createdAt()).isEqualTo(START.plus(AHEAD));
            assertThat(event.dueAt()).isEqualTo(START.plus(AHEAD).plus(DELAY));
        });
    }

    private void start(Duration window) {
        stream = new StreamDriver(stateDir, window);
    }
}
