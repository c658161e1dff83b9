package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DelayConverterTest {

    private final DelayConverter converter = new DelayConverter();

    @ParameterizedTest
    @CsvSource({"0s,PT0S", "500ms,PT0.5S", "30s,PT30S", "2m,PT2M", "1h,PT1H", "1d,PT24H", "PT30S,PT30S", "pt1.5s,PT1.5S"
    })
    void readsBothForms(String text, Duration expected) {
        assertThat(converter.convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1.5s", "30 s", "thirty", "1y", "PT", "9999999999s"})
    void refusesTextThatIsNoDuration(String text) {
        assertThatThrownBy(() -> converter.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'" + text + "' is not a duration such as 500ms, 30s, 2m or PT30S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-30s", "PT-1S", "48h", "7d", "PT24H0.001S"})
    void refusesDurationsOutOfRange(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }
}
