package io.txstream.processor.dedupe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Fingerprint;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SeenEntryTest {

    private static final byte[] FINGERPRINT = filled((byte) 0xAB);

    @Test
    void hasTheBytesOfVersionOne() {
        assertThat(HexFormat.of().formatHex(new SeenEntry(258, FINGERPRINT).toBytes()))
                .isEqualTo("01" + "0000000000000102" + "ab".repeat(Fingerprint.LENGTH));
    }

    @Test
    void isReadBack() {
        SeenEntry read = SeenEntry.fromBytes(new SeenEntry(258, FINGERPRINT).toBytes());
        assertThat(read.offset()).isEqualTo(258);
        assertThat(read.hasFingerprint(FINGERPRINT)).isTrue();
        assertThat(read.hasFingerprint(filled((byte) 1))).isFalse();
    }

    @Test
    void refusesAnotherVersion() {
        byte[] bytes = new SeenEntry(258, FINGERPRINT).toBytes();
        bytes[0] = 2;
        assertThatThrownBy(() -> SeenEntry.fromBytes(bytes)).hasMessageContaining("version 2");
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[Fingerprint.LENGTH];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
