package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class IngestPropertiesTest {

    @Test
    void takesTheEndsOfItsRanges() {
        assertThatCode(() -> settings("1KB", 10, 1)).doesNotThrowAnyException();
        assertThatCode(() -> settings("512KB", 400, 100_000)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1023B, 300, 10, txstream.ingest.max-body-size must be 1KB to 512KB",
        "513KB, 300, 10, txstream.ingest.max-body-size must be 1KB to 512KB",
        "1KB, 9, 10, txstream.ingest.ack-timeout must be 10ms to 400ms",
        "1KB, 401, 10, txstream.ingest.ack-timeout must be 10ms to 400ms",
        "1KB, 300, 0, txstream.ingest.max-in-flight must be 1 to 100000",
        "1KB, 300, 100001, txstream.ingest.max-in-flight must be 1 to 100000",
    })
    void aBadValueIsRefusedByNameAndRange(String body, int ack, int inFlight, String message) {
        assertThatThrownBy(() -> settings(body, ack, inFlight)).hasMessageStartingWith(message);
    }

    private static IngestProperties settings(String body, int ack, int inFlight) {
        return new IngestProperties(DataSize.parse(body), Duration.ofMillis(ack), inFlight);
    }
}
