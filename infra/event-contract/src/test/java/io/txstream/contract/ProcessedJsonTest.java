package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessedJsonTest {

    private static final ProcessedEvent EVENT = new ProcessedEvent(
            new Transaction("txn_abc123def456", "acc_user_789", "acc_merchant_456", new BigDecimal("1500.50"), "INR"),
            Instant.parse("2025-10-29T10:30:00Z"),
            Instant.parse("2025-10-29T10:30:30Z"),
            new Position(3, 42));

    @Test
    void writesTheBytesOfTheGoldenFile() throws IOException {
        assertThat(ProcessedJson.write(EVENT)).asString(UTF_8).isEqualTo(golden());
    }

    @Test
    void readsTheGoldenFile() throws IOException {
        assertThat(ProcessedJson.read(golden().getBytes(UTF_8))).isEqualTo(EVENT);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"version\":1', '\"version\":2'",
        "'\"version\":1,', ''",
        "10:30:30, 99:30:30",
        "2025-10-29T10:30:30.000Z, +999999999-10-29T10:30:30.000Z",
        "'\"received_offset\":42', '\"received_offset\":-1'",
        "'\"received_partition\":3,', ''",
        "INR, inr",
    })
    void refusesOtherVersionsAndInvalidFields(String good, String bad) throws IOException {
        assertThat(ProcessedJson.read(golden().replace(good, bad).getBytes(UTF_8)))
                .isNull();
    }

    private static String golden() throws IOException {
        try (InputStream file = ProcessedJsonTest.class.getResourceAsStream("/golden/processed-v1.json")) {
            return new String(requireNonNull(file).readAllBytes(), UTF_8);
        }
    }
}
