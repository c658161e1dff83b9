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

class SeenStoreTest {

    private static final Duration WINDOW = Duration.ofMinutes(30);
    private static final long START = Instant.parse("2025-10-29T10:30:00Z").toEpochMilli();
    private static final SeenEntry ENTRY = new SeenEntry(7, new byte[Fingerprint.LENGTH]);

    @TempDir
    File stateDir;

    private WindowStore<Bytes, byte[]> store;
    private SeenStore seen;

    @BeforeEach
    void open() {
        var context = new MockProcessorContext<Void, Void>(new Properties(), new TaskId(0, 0), stateDir);
        store = SeenStore.builder("seen", WINDOW).withLoggingDisabled().build();
        store.init(context.getStateStoreContext(), store);
        seen = new SeenStore(store, WINDOW);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void remembersAnIdForTheWindow() {
        seen.remember("t1", START, ENTRY);
        long window = WINDOW.toMillis();
        assertThat(isSeen("t1", window - 1)).isTrue();
        assertThat(isSeen("t1", window)).isFalse();
        assertThat(isSeen("t2", 0)).isFalse();
    }

    /** After a broker's clock stepped back, a record is older than the time of the stores. */
    @Test
    void findsAnEntryThatIsLaterThanTheRecord() {
        seen.remember("t1", START, ENTRY);
        assertThat(isSeen("t1", -WINDOW.multipliedBy(100).toMillis())).isTrue();
    }

    private boolean isSeen(String id, long after) {
        return seen.find(id, START + after) != null;
    }
}
