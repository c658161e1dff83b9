package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ProcessorPropertiesTest {

    private static final Duration DELAY = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final DataSize MEMORY = DataSize.ofMegabytes(128);

    @Test
    void acceptsTheEndsOfEachRange() {
        assertThatCode(() -> new ProcessorProperties(
                        Duration.ZERO, Duration.ofMinutes(1), 1, DataSize.ofMegabytes(8), List.of()))
                .doesNotThrowAnyException();
        assertThatCode(() -> new ProcessorProperties(
                        Duration.ofHours(24),
                        Duration.ofDays(366),
                        64,
                        MEMORY,
                        List.of("0:0@0a1b2c3d", "11:99@00000000")))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAValueOutOfRangeWithNameAndRange() {
        assertThatThrownBy(() -> new ProcessorProperties(Duration.ofMillis(-1), WINDOW, 2, MEMORY, List.of()))
                .hasMessage("txstream.processor.delay (TXSTREAM_PROCESSOR_DELAY) must be 0 to 24h, but is -1ms");
        assertThatThrownBy(
                        () -> new ProcessorProperties(Duration.ofHours(2), Duration.ofHours(2), 2, MEMORY, List.of()))
                .hasMessage("txstream.processor.dedupe-window (TXSTREAM_PROCESSOR_DEDUPE_WINDOW) must be 1m to 366d and"
                        + " longer than the delay, but is 2h");
        assertThatThrownBy(() -> new ProcessorProperties(DELAY, WINDOW, 0, MEMORY, List.of()))
                .hasMessage("txstream.processor.threads (TXSTREAM_PROCESSOR_THREADS) must be 1 to 64, but is 0");
        assertThatThrownBy(() -> new ProcessorProperties(DELAY, WINDOW, 2, DataSize.ofMegabytes(7), List.of()))
                .hasMessage("txstream.processor.rocksdb-memory (TXSTREAM_PROCESSOR_ROCKSDB_MEMORY) must be 8MB or more,"
                        + " but is 7168KB");
        assertThatThrownBy(() -> new ProcessorProperties(DELAY, WINDOW, 2, MEMORY, List.of("1:2@0a1b2c3d", "1:3")))
                .hasMessage("txstream.processor.continue-from (TXSTREAM_PROCESSOR_CONTINUE_FROM) must be"
                        + " <partition>:<offset>@<state>[,...], as the refused start names it, but is"
                        + " 1:2@0a1b2c3d,1:3");
    }
}
