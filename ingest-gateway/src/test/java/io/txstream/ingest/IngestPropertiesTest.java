package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class IngestPropertiesTest {

    private static final String STATUS_URL = "http://localhost:8001";

    @Test
    void acceptsTheEndsOfItsRanges() {
        assertThatCode(() -> settings(STATUS_URL, "1KB", 10, 1)).doesNotThrowAnyException();
        assertThatCode(() -> settings("https://status.example", "512KB", 400, 100_000))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1023B, 300, 10, txstream.ingest.max-body-size, must be 1KB to 512KB",
        "513KB, 300, 10, txstream.ingest.max-body-size, must be 1KB to 512KB",
        "1KB, 9, 10, txstream.ingest.ack-timeout, must be 10ms to 400ms",
        "1KB, 401, 10, txstream.ingest.ack-timeout, must be 10ms to 400ms",
        "1KB, 300, 0, txstream.ingest.max-in-flight, must be 1 to 100000",
        "1KB, 300, 100001, txstream.ingest.max-in-flight, must be 1 to 100000",
    })
    void rejectsAValueOutOfRangeByNameAndRange(String body, int ack, int inFlight, String property, String range) {
        assertThatThrownBy(() -> settings(STATUS_URL, body, ack, inFlight))
                .hasMessageStartingWith(property)
                .hasMessageContaining(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8001",
                "localhost",
                "/status",
                "ftp://localhost",
                "lb://status-query",
                "http://my_host:8001",
                "http://:8001",
            })
    void rejectsAStatusUrlThatIsNotHttp(String url) {
        assertThatThrownBy(() -> settings(url, "64KB", 300, 10))
                .hasMessageStartingWith(
                        "txstream.ingest.status-url (TXSTREAM_INGEST_STATUS_URL) must be an http or https")
                .hasMessageEndingWith("but is " + url);
    }

    private static IngestProperties settings(String statusUrl, String body, int ack, int inFlight) {
        return new IngestProperties(URI.create(statusUrl), DataSize.parse(body), Duration.ofMillis(ack), inFlight);
    }
}
