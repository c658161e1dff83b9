package io.txstream.processor.dedupe;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Fingerprint;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store across restarts of its process, whose clock can be wrong at each. */
class SeenStoreTest {

    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final long START = Instant.parse("2025-10-29T10:30:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long SECOND = 1_000;
    private static final long TOLERANCE = Duration.ofMinutes(1).toMillis();
    private static final SeenEntry ENTRY = new SeenEntry(7, new byte[Fingerprint.LENGTH]);

    @TempDir
    File stateDir;

    private WindowStore<Bytes, byte[]> store;
    private SeenStore seen;

    @BeforeEach
    void open() {
        open(0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void forgetsNothingThoughTheProcessStartsWithAClockThatIsBehind() {
        receive("t1", 0, 0);
        restart(20 * SECOND, -HOUR);
        receive("t2", 20 * SECOND, -HOUR);
        restart(40 * SECOND, 0);
        receive("t3", 40 * SECOND, 0);
        assertThat(isSeen("t1", 60 * SECOND)).isTrue();
        assertThat(isSeen("t2", 60 * SECOND)).isTrue();
    }

    @Test
    void forgetsNothingThoughTheProcessStartsWithAClockThatIsAhead() {
        receive("t1", 0, 0);
        restart(20 * SECOND, HOUR);
        receive("t2", 20 * SECOND, HOUR);
        restart(40 * SECOND, 0);
        assertThat(isSeen("t1", 60 * SECOND)).isTrue();
        assertThat(isSeen("t2", 60 * SECOND)).isTrue();
    }

    @Test
    void aFarRecordMovesTheTimeOfTheStoreByTheToleranceOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(seen.timeOf(START + 100 * HOUR, START + TOLERANCE, START))
                    .isEqualTo(START + TOLERANCE);
            seen.remember("far" + i, START + TOLERANCE, ENTRY);
            restart(0, 0);
        }
    }

    @Test
    void remembersAnIdForTheWindow() {
        receive("t1", 0, 0);
        long window = WINDOW.toMillis();
        assertThat(isSeen("t1", window - 1)).isTrue();
        assertThat(isSeen("t1", window)).isFalse();
        assertThat(isSeen("t2", 0)).isFalse();
    }

    private void restart(long after, long clockAhead) {
        store.close();
        open(after + clockAhead);
    }

    private void open(long streamsTime) {
        var context = new MockProcessorContext<Void, Void>(new Properties(), new TaskId(0, 0), stateDir);
        store = SeenStore.builder("seen", WINDOW).withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        seen = new SeenStore(store, WINDOW, START + streamsTime);
    }

    /** Receives the first record of an id at a true time, through a process whose clock is ahead by some time. */
    private void receive(String id, long after, long clockAhead) {
        long append = START + after;
        long limited = Math.min(append, append + clockAhead + TOLERANCE);
        seen.remember(id, seen.timeOf(append, limited, append + clockAhead), ENTRY);
    }

    private boolean isSeen(String id, long after) {
        return seen.find(id, START + after) != null;
    }
}
