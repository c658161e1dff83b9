package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
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
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void acceptsTheEndsOfItsRanges() {
        assertThatCode(() -> settings(STATUS_URL, "1KB", 10, "1MB", 10, 1)).doesNotThrowAnyException();
        assertThatCode(() -> settings("https://status.example", "512KB", 400, "1024GB", 100_000, 600))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "1023B, 300, 1MB, 10, 10, txstream.ingest.max-body-size, must be 1KB to 512KB",
        "513KB, 300, 1MB, 10, 10, txstream.ingest.max-body-size, must be 1KB to 512KB",
        "1KB, 9, 1MB, 10, 10, txstream.ingest.ack-timeout, must be 10ms to 400ms",
        "1KB, 401, 1MB, 10, 10, txstream.ingest.ack-timeout, must be 10ms to 400ms",
        "1KB, 300, 1023KB, 10, 10, txstream.ingest.max-bytes-in-flight, must be 1MB or more",
        "1KB, 300, 1MB, 9, 10, txstream.ingest.max-connections, must be 10 to 100000",
        "1KB, 300, 1MB, 100001, 10, txstream.ingest.max-connections, must be 10 to 100000",
        "1KB, 300, 1MB, 10, 0, txstream.ingest.readiness-timeout, must be 1s to 10m",
        "1KB, 300, 1MB, 10, 601, txstream.ingest.readiness-timeout, must be 1s to 10m",
    })
    void rejectsAValueOutOfRangeByNameAndRange(
            String body, int ack, String inFlight, int connections, int readiness, String property, String range) {
        assertThatThrownBy(() -> settings(STATUS_URL, body, ack, inFlight, connections, readiness))
                .hasMessageStartingWith(property)
                .hasMessageContaining(range);
    }

    @Test
    void allowsAQuarterOfTheHeapInFlightByDefault() {
        var settings = new IngestProperties(
                URI.create(STATUS_URL), DataSize.ofKilobytes(64), Duration.ofMillis(300), null, 10, TEN_SECONDS);
        assertThat(settings.bytesInFlight(400)).isEqualTo(100);
        assertThat(settings(STATUS_URL, "1KB", 10, "1MB", 10, 1).bytesInFlight(400))
                .isEqualTo(1 << 20);
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
        assertThatThrownBy(() -> settings(url, "64KB", 300, "1MB", 10, 10))
                .hasMessageStartingWith(
                        "txstream.ingest.status-url (TXSTREAM_INGEST_STATUS_URL) must be an http or https")
                .hasMessageEndingWith("but is " + url);
    }

    private static IngestProperties settings(
            String statusUrl, String body, int ack, String inFlight, int connections, int readiness) {
        return new IngestProperties(
                URI.create(statusUrl),
                DataSize.parse(body),
                Duration.ofMillis(ack),
                DataSize.parse(inFlight),
                connections,
                Duration.ofSeconds(readiness));
    }
}
