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
            "t1",
            new Position(3, 42),
            Instant.ofEpochMilli(1_761_733_800_123L));

    @Test
    void isWrittenAsText() {
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        assertThat(headers)
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactly(
                        "reason=INVALID_TRANSACTION",
                        "detail=/amount is required",
                        "transaction-id=t1",
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
    void anUnknownIdHasNoHeader() {
        var unknown = new Rejection(
                RejectionReason.MALFORMED_JSON, "no value", null, REJECTION.origin(), REJECTION.timestamp());
        var headers = new RecordHeaders();
        unknown.writeTo(headers);
        assertThat(headers.lastHeader("transaction-id")).isNull();
        assertThat(Rejection.readFrom(headers)).isEqualTo(unknown);
    }

    @Test
    void refusesAnIdThatBreaksTheRules() {
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        headers.add(Rejection.TRANSACTION_ID_HEADER, new byte[] {'t', 0});
        assertThat(Rejection.readFrom(headers)).isNull();
    }

    @Test
    void missingOrInvalidHeadersAreNotARejection() {
        assertThat(Rejection.readFrom(new RecordHeaders())).isNull();
        assertThat(Rejection.readFrom(new RecordHeaders().add("reason", null))).isNull();
        var headers = new RecordHeaders();
        REJECTION.writeTo(headers);
        headers.add(Rejection.TIMESTAMP_HEADER, String.valueOf(Long.MAX_VALUE).getBytes(UTF_8));
        assertThat(Rejection.readFrom(headers)).isNull();
    }
}
