package io.txstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Starts the gateway with an invalid setting. There is no broker: the gateway must not wait for it before it fails. */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureIT {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            txstream.ingest.ack-timeout | 3000      | must be 10ms to 400ms, but is 3s.
            txstream.ingest.ack-timeout | soon      | must be a duration such as 300ms, 30s or 7d, but is soon.
            txstream.ingest.status-url  | localhost | must be an http or https URL such as http://localhost:8001
            server.netty.idle-timeout   | 0         | must be 1s to 1h, but is 0d.
            txstream.ingest.max-in-flight | 100     | no longer exists: bytes are bounded instead. Remove it, or set
            server.port                 | http      | Failed to convert to type java.lang.Integer.
            """)
    void reportsAnInvalidSettingInOneErrorLine(String property, String value, String expected, CapturedOutput output) {
        assertThatThrownBy(() -> SpringApplication.run(IngestApplication.class, "--%s=%s".formatted(property, value)))
                .isNotNull();
        assertThat(output.toString().lines().filter(line -> line.contains("ERROR") || line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("Cannot start: " + property)
                .contains(expected);
    }

    @Test
    void reportsAHeapThatIsTooSmallInOneErrorLine(CapturedOutput output) {
        assertThatThrownBy(() ->
                        SpringApplication.run(IngestApplication.class, "--txstream.ingest.max-bytes-in-flight=1000GB"))
                .isNotNull();
        assertThat(output.toString().lines().filter(line -> line.contains("ERROR") || line.contains("WARN")))
                .singleElement()
                .asString()
                .contains("Cannot start: the heap of ", "is too small", "Raise -Xmx, or lower TXSTREAM_INGEST_MAX");
    }
}
