package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerVersionTest {

    @ParameterizedTest
    @CsvSource({"29, false", "30, true", "33, true", "34, false"})
    void brokers43And44LoseMarkers(int highestLevel, boolean losesMarkers) {
        assertThat(BrokerVersion.losesMarkers(highestLevel)).isEqualTo(losesMarkers);
    }
}
