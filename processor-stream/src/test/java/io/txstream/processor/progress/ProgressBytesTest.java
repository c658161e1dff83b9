package io.txstream.processor.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
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
    void pendingHasTheBytesOfVersionTwo() {
        var head = new Pending(Bytes.wrap(new byte[] {5, 6}), Bytes.wrap(new byte[] {7}), 258);
        assertThat(HexFormat.of().formatHex(head.toBytes()))
                .isEqualTo("02" + "0000000000000102" + "00000002" + "0506" + "07");
        assertThat(Pending.fromBytes(head.toBytes())).isEqualTo(head);
        var empty = new Pending(null, null, 258);
        assertThat(Pending.fromBytes(empty.toBytes())).isEqualTo(empty);
    }

    @Test
    void readsPendingOfVersionOne() {
        assertThat(Pending.fromBytes(HexFormat.of().parseHex("01" + "0000000000000102" + "0506")))
                .isEqualTo(new Pending(Bytes.wrap(new byte[] {5, 6}), null, 258));
        assertThat(Pending.fromBytes(HexFormat.of().parseHex("01" + "0000000000000102")))
                .isEqualTo(new Pending(null, null, 258));
    }

    @Test
    void theTimeHasTheBytesOfVersionOne() {
        var store = new InMemoryKeyValueStore("progress");
        var progress = new ProgressStore(store);
        var key = Bytes.wrap("time".getBytes(UTF_8));
        progress.time(258);
        assertThat(HexFormat.of().formatHex(store.get(key))).isEqualTo("01" + "0000000000000102");
        assertThat(progress.time()).isEqualTo(258);
        store.put(key, new byte[Long.BYTES]);
        assertThatThrownBy(progress::time).hasMessageContaining("8 bytes, version 0");
    }

    @Test
    void refusesAnotherVersion() {
        byte[] bytes = DECIDED.toBytes();
        bytes[0] = 2;
        assertThatThrownBy(() -> Decided.fromBytes(bytes)).hasMessageContaining("version 2");
        byte[] pending = new Pending(null, null, 0).toBytes();
        pending[0] = 3;
        assertThatThrownBy(() -> Pending.fromBytes(pending)).hasMessageContaining("version 3");
        assertThatThrownBy(() -> Pending.fromBytes(new byte[0])).hasMessageContaining("version none");
    }
}
