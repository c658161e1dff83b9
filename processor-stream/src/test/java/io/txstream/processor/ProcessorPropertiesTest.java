package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ProcessorPropertiesTest {

    private static final Duration DELAY = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofDays(7);
    private static final DataSize MEMORY = DataSize.ofMegabytes(128);

    @Test
    void takesTheEndsOfItsRanges() {
        assertThatCode(() -> new ProcessorProperties(Duration.ZERO, Duration.ofMinutes(1), 1, DataSize.ofMegabytes(8)))
                .doesNotThrowAnyException();
        assertThatCode(() -> new ProcessorProperties(Duration.ofHours(24), Duration.ofDays(366), 64, MEMORY))
                .doesNotThrowAnyException();
    }

    @Test
    void aBadValueIsRefusedByNameAndRange() {
        assertThatThrownBy(() -> new ProcessorProperties(Duration.ofMillis(-1), WINDOW, 2, MEMORY))
                .hasMessage("txstream.processor.delay must be 0 to 24h, was PT-0.001S");
        assertThatThrownBy(() -> new ProcessorProperties(Duration.ofHours(2), Duration.ofHours(2), 2, MEMORY))
                .hasMessageContaining("txstream.processor.dedupe-window must be 1m to 366d and longer than the delay");
        assertThatThrownBy(() -> new ProcessorProperties(DELAY, WINDOW, 0, MEMORY))
                .hasMessage("txstream.processor.threads must be 1 to 64, was 0");
        assertThatThrownBy(() -> new ProcessorProperties(DELAY, WINDOW, 2, DataSize.ofMegabytes(7)))
                .hasMessageContaining("txstream.processor.rocksdb-memory must be 8MB or more");
    }
}
