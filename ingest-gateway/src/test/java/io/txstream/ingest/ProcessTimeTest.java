package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessTimeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "499, 0.000",
        "500, 0.001",
        "9499, 0.009",
        "12345678, 12.346",
        "99500, 0.100",
        "1050000, 1.050",
        "999999500, 1000.000",
        "65000000000, 65000.000",
    })
    void isInMillisecondsWithThreeDecimals(long nanos, String millis) {
        assertThat(ProcessTime.millis(nanos)).isEqualTo(millis);
    }
}
