package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WaitingPropertiesTest {

    @Test
    void acceptsBothEndsOfEachRange() {
        assertThatCode(() -> new WaitingProperties(0, 0)).doesNotThrowAnyException();
        assertThatCode(() -> new WaitingProperties(100_000, 10_000)).doesNotThrowAnyException();
    }

    @Test
    void namesASettingThatIsOutOfRange() {
        assertThatThrownBy(() -> new WaitingProperties(-1, 0)).hasMessageContaining("TXSTREAM_LOOKUP_MAX_WAITING");
        assertThatThrownBy(() -> new WaitingProperties(100_001, 0)).hasMessageContaining("0 to 100000");
        assertThatThrownBy(() -> new WaitingProperties(0, -1)).hasMessageContaining("TXSTREAM_LOOKUP_MAX_STREAMS");
        assertThatThrownBy(() -> new WaitingProperties(0, 10_001)).hasMessageContaining("0 to 10000");
    }
}
