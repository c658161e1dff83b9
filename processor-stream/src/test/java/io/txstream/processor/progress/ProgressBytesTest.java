package io.txstream.processor.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class ProgressBytesTest {

    private static final Decided DECIDED = new Decided(new Uuid(1, 2), 7, 258);

    @Test
    void decidedHasTheBytesOfVersionOne() {
        assertThat(HexFormat.of().formatHex(DECIDED.toBytes()))
                .isEqualTo("01" + "0000000000000001" + "0000000000000002" + "00000007" + "0000000000000102");
        assertThat(Decided.fromBytes(DECIDED.toBytes())).isEqualTo(DECIDED);
    }

    @Test
    void pendingHasTheBytesOfVersionOne() {
        var head = new Pending(Bytes.wrap(new byte[] {5, 6}));
        assertThat(HexFormat.of().formatHex(head.toBytes())).isEqualTo("010506");
        assertThat(Pending.fromBytes(head.toBytes())).isEqualTo(head);
        assertThat(Pending.fromBytes(new Pending(null).toBytes())).isEqualTo(new Pending(null));
    }

    @Test
    void refusesAnotherVersion() {
        byte[] bytes = DECIDED.toBytes();
        bytes[0] = 2;
        assertThatThrownBy(() -> Decided.fromBytes(bytes)).hasMessageContaining("version 2");
        assertThatThrownBy(() -> Pending.fromBytes(bytes)).hasMessageContaining("version 2");
        assertThatThrownBy(() -> Pending.fromBytes(new byte[0])).hasMessageContaining("version none");
    }
}
