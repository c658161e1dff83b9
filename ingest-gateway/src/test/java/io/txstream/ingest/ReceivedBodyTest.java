package io.txstream.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

class ReceivedBodyTest {

    private static final int MAX = 1_000;

    private final NettyDataBufferFactory buffers = new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
    private final ByteBudget budget = new ByteBudget(1_100, () -> {});
    private final Reservation reservation = requireNonNull(budget.reserve(100));

    @Test
    void joinsWhatArrivesAndFreesEachBufferAtOnce() {
        var body = new ReceivedBody(reservation, MAX);
        ByteBuf first = bytes("{\"a\":");
        body.add(buffer(first));
        assertThat(first.refCnt()).isZero();
        body.add(buffer(bytes("1}")));
        assertThat(body.bytes()).asString(UTF_8).isEqualTo("{\"a\":1}");
    }

    @Test
    void takesFromTheBudgetWhatArrivesAndNotWhatIsAnnounced() {
        var body = new ReceivedBody(reservation, MAX);
        body.add(buffer(bytes("{")));
        assertThat(budget.taken()).isEqualTo(100 + 256);
    }

    @Test
    void takesExactlyTheLengthOfABodyThatArrivesAtOnce() {
        var body = new ReceivedBody(reservation, 7);
        body.add(buffer(bytes("{\"a\":1}")));
        assertThat(budget.taken()).isEqualTo(107);
    }

    @Test
    void doesNotReserveMoreThanTheLargestBody() {
        var body = new ReceivedBody(reservation, MAX);
        for (int i = 0; i < MAX; i++) {
            body.add(buffer(bytes("x")));
        }
        assertThat(body.bytes()).hasSize(MAX);
        assertThat(budget.taken()).isEqualTo(100 + MAX);
        ByteBuf oneMore = bytes("x");
        assertThatThrownBy(() -> body.add(buffer(oneMore))).hasMessage("TOO_LARGE");
        assertThat(oneMore.refCnt()).isZero();
    }

    @Test
    void failsIfTheBudgetIsUsedUp() {
        budget.reserve(900);
        var body = new ReceivedBody(reservation, MAX);
        ByteBuf chunk = bytes("{");
        assertThatThrownBy(() -> body.add(buffer(chunk))).hasMessage("UNAVAILABLE");
        assertThat(chunk.refCnt()).isZero();
        reservation.release();
        assertThat(budget.taken()).isEqualTo(900);
    }

    private DataBuffer buffer(ByteBuf bytes) {
        return buffers.wrap(bytes);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }
}
