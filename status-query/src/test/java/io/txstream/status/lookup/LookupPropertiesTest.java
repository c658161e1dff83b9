package io.txstream.status.lookup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupPropertiesTest {

    @Test
    void acceptsBothEndsOfEachRange() {
        assertThatCode(() -> new LookupProperties(Duration.ofMillis(100), 1, 0, 0))
                .doesNotThrowAnyException();
        assertThatCode(() -> new LookupProperties(Duration.ofMillis(2_500), 100_000, 100_000, 10_000))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "99, 1, 0, 0, CATCH_UP_TIMEOUT, 100ms to 2500ms",
        "2501, 1, 0, 0, CATCH_UP_TIMEOUT, 100ms to 2500ms",
        "2000, 0, 0, 0, MAX_CATCHING_UP, 1 to 100000",
        "2000, 100001, 0, 0, MAX_CATCHING_UP, 1 to 100000",
        "2000, 1, -1, 0, MAX_HELD, 0 to 100000",
        "2000, 1, 100001, 0, MAX_HELD, 0 to 100000",
        "2000, 1, 0, -1, MAX_STREAMS, 0 to 10000",
        "2000, 1, 0, 10001, MAX_STREAMS, 0 to 10000",
    })
    void namesTheSettingAndItsRange(
            long timeoutMillis, int catchingUp, int held, int streams, String setting, String range) {
        assertThatThrownBy(() -> new LookupProperties(Duration.ofMillis(timeoutMillis), catchingUp, held, streams))
                .hasMessageContaining("TXSTREAM_LOOKUP_" + setting)
                .hasMessageContaining(range);
    }
}
