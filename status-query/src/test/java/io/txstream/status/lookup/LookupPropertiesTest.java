package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookupPropertiesTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    @Test
    void acceptsBothEndsOfEachRange() {
        assertThatCode(() -> new LookupProperties(Duration.ofMillis(100), 1)).doesNotThrowAnyException();
        assertThatCode(() -> new LookupProperties(Duration.ofMillis(2_500), 100_000))
                .doesNotThrowAnyException();
    }

    @Test
    void namesTheSettingAndItsRange() {
        assertThatThrownBy(() -> new LookupProperties(Duration.ofMillis(99), 1))
                .hasMessageContaining("txstream.lookup.max-wait")
                .hasMessageContaining("100ms to 2500ms");
        assertThatThrownBy(() -> new LookupProperties(Duration.ofMillis(2_501), 1))
                .hasMessageContaining("txstream.lookup.max-wait");
        assertThatThrownBy(() -> new LookupProperties(TWO_SECONDS, 0))
                .hasMessageContaining("txstream.lookup.max-misses")
                .hasMessageContaining("1 to 100000");
        assertThatThrownBy(() -> new LookupProperties(TWO_SECONDS, 100_001))
                .hasMessageContaining("txstream.lookup.max-misses");
    }
}
