package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StaticFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | true",
                "deflate, GZIP;q=0.5 , br | true",
                "gzip;q=1.0 | true",
                "gzip;q=0 | false",
                "br, gzip; q=0.000 | false",
                "* | false",
                "xgzip, gzip2 | false",
                "identity | false",
                "'' | false",
            })
    void knowsWhetherAClientTakesGzip(String acceptEncoding, boolean accepted) {
        assertThat(StaticFile.acceptsGzip(List.of("br", acceptEncoding))).isEqualTo(accepted);
    }
}
