package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SettingCheckTest {

    @Test
    void namesPropertyEnvironmentVariableRangeAndValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingCheck.require(
                        false, "txstream.ingest.ack-timeout", "10ms to 400ms", Duration.ofSeconds(3)))
                .withMessage(
                        "txstream.ingest.ack-timeout (TXSTREAM_INGEST_ACK_TIMEOUT) must be 10ms to 400ms, but is 3s");
    }

    @Test
    void printsSizesAsTheyAreSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SettingCheck.require(false, "a.b", "1KB to 512KB", DataSize.ofMegabytes(2)))
                .withMessageEndingWith("must be 1KB to 512KB, but is 2048KB");
    }

    @Test
    void acceptsAValueInItsRange() {
        SettingCheck.require(true, "a.b", "1 to 2", 1);
    }
}
