package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RejectionTest {

    private static final Rejection REJECTION = new Rejection(
            RejectionReason.INVALID_TRANSACTION,
            "/amount is required",
            new Position(3, 42),
            Instant.ofEpochMilli(1_761_733_800_123L));

    @Test
    void isWrittenAsTextThatAnyClientCanPrint() {
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        assertThat(headers)
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly(
                        "reason=INVALID_TRANSACTION",
                        "detail=/amount is required",
                        "origin-topic=transactions.received",
                        "origin-partition=3",
                        "origin-offset=42",
                        "origin-timestamp=1761733800123");
    }

    @Test
    void isReadBack() {
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        assertThat(Rejection.readFrom(headers)).isEqualTo(REJECTION);
    }

    @Test
    void otherHeadersTellOfNoRejection() {
        assertThat(Rejection.readFrom(new RecordHeaders())).isNull();
        assertThat(Rejection.readFrom(new RecordHeaders().add("reason", null))).isNull();
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        headers.add(Rejection.TIMESTAMP_HEADER, String.valueOf(Long.MAX_VALUE).getBytes(UTF_8));
        assertThat(Rejection.readFrom(headers)).isNull();
    }
}
