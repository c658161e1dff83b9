package io.txstream.status.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Position;
import io.txstream.contract.ProcessedEvent;
import io.txstream.contract.Transaction;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DelayCheckTest {

    private final DelayCheck check = new DelayCheck(Duration.ofSeconds(30), () -> 0L);

    @Test
    void comparesTheDelayOfAnEventWithTheSetting() {
        assertThat(check.compare(event(Duration.ofSeconds(30)))).isTrue();
        assertThat(check.compare(event(Duration.ofSeconds(5)))).isFalse();
        assertThat(check.compare(event(Duration.ZERO))).isFalse();
    }

    @Test
    void theSettingHasTheRangeThatItHasInTheProcessor() {
        assertThatCode(() -> new DelayProperties(Duration.ZERO)).doesNotThrowAnyException();
        assertThatCode(() -> new DelayProperties(Duration.ofHours(24))).doesNotThrowAnyException();
        assertThatThrownBy(() -> new DelayProperties(Duration.ofMillis(-1))).hasMessageContaining("0 to 24h");
        assertThatThrownBy(() -> new DelayProperties(Duration.ofHours(25)))
                .hasMessageContaining("TXSTREAM_PROCESSOR_DELAY");
    }

    private static ProcessedEvent event(Duration delay) {
        Instant createdAt = Instant.parse("2025-10-29T10:30:00.123Z");
        return new ProcessedEvent(
                new Transaction("t", "a", "b", BigDecimal.ONE, "EUR"),
                createdAt,
                createdAt.plus(delay),
                new Position(0, 0));
    }
}
