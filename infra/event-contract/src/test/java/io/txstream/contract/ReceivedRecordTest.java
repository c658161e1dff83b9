package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceivedRecordTest {

    private static final int PARTITIONS = 6;
    private static final byte[] KEY = TransactionKey.of("t1");
    private static final int HOME = TransactionKey.homePartition(KEY, PARTITIONS);
    private static final byte[] VALUE = bytes("""
            {"transaction_id":"t1","source_account":"a","destination_account":"b","amount":1,"currency":"EUR"}""");

    @Test
    void aTransactionInItsHomePartitionIsValid() {
        assertThat(read(KEY, VALUE, HOME))
                .isEqualTo(new ReceivedRecord.Valid(new Transaction("t1", "a", "b", BigDecimal.ONE, "EUR")));
    }

    @Test
    void anyRecordInAnotherPartitionIsMisplaced() {
        assertThat(read(KEY, VALUE, HOME + 1)).isEqualTo(new ReceivedRecord.Misplaced());
        assertThat(read(KEY, bytes("nonsense"), HOME + 1)).isEqualTo(new ReceivedRecord.Misplaced());
    }

    @Test
    void checksTheReasonsInOrder() {
        assertThat(reason(KEY, null, HOME)).isEqualTo(RejectionReason.MALFORMED_JSON);
        assertThat(reason(KEY, bytes("{"), HOME)).isEqualTo(RejectionReason.MALFORMED_JSON);
        assertThat(reason(KEY, bytes("{}"), HOME)).isEqualTo(RejectionReason.INVALID_TRANSACTION);
        assertThat(reason(null, VALUE, 0)).isEqualTo(RejectionReason.KEY_MISMATCH);
        assertThat(reason(null, bytes("{"), 0)).isEqualTo(RejectionReason.MALFORMED_JSON);
        byte[] other = TransactionKey.of("t2");
        assertThat(reason(other, VALUE, TransactionKey.homePartition(other, PARTITIONS)))
                .isEqualTo(RejectionReason.KEY_MISMATCH);
    }

    @Test
    void aRejectionExplainsTheProblem() {
        assertThat(read(null, VALUE, 0))
                .isEqualTo(new ReceivedRecord.Rejected(RejectionReason.KEY_MISMATCH, "the record has no key", "t1"));
    }

    @Test
    void aRejectionHoldsTheIdThatTheValueHolds() {
        byte[] other = TransactionKey.of("t2");
        int otherHome = TransactionKey.homePartition(other, PARTITIONS);
        assertThat(rejectedId(other, VALUE, otherHome)).isEqualTo("t1");
        assertThat(rejectedId(other, bytes("{\"transaction_id\":\"t1\"}"), otherHome))
                .isEqualTo("t1");
        assertThat(rejectedId(other, bytes("{\"transaction_id\":\"\"}"), otherHome))
                .isNull();
        assertThat(rejectedId(other, bytes("{"), otherHome)).isNull();
        assertThat(rejectedId(other, null, otherHome)).isNull();
        assertThat(rejectedId(other, new byte[Topics.MAX_RECORD_BYTES], otherHome))
                .isNull();
    }

    @Test
    void anOversizedRecordIsRejectedInAnyPartition() {
        byte[] large = new byte[Topics.MAX_RECORD_BYTES];
        assertThat(reason(KEY, large, HOME + 1)).isEqualTo(RejectionReason.INVALID_TRANSACTION);
    }

    @Test
    void headersCountTowardsTheSize() {
        var headers = new RecordHeaders().add("trace", new byte[Topics.MAX_RECORD_BYTES]);
        assertThat(ReceivedRecord.of(KEY, VALUE, headers, HOME, PARTITIONS))
                .isInstanceOf(ReceivedRecord.Rejected.class);
    }

    @Test
    void aRejectionHoldsTheIdIfOnlyTheHeadersAreTooLarge() {
        var headers = new RecordHeaders().add("trace", new byte[Topics.MAX_RECORD_BYTES]);
        assertThat(rejectedId(VALUE, headers)).isEqualTo("t1");
        assertThat(rejectedId(bytes("{\"transaction_id\":\"t1\"}"), headers)).isEqualTo("t1");
        assertThat(rejectedId(bytes("{"), headers)).isNull();
        assertThat(rejectedId(null, headers)).isNull();
    }

    @Test
    void theOverheadOfHeadersCountsTowardsTheSize() {
        var headers = new RecordHeaders();
        for (int i = 0; i < Topics.MAX_RECORD_BYTES / 10; i++) {
            headers.add("k", null);
        }
        assertThat(ReceivedRecord.of(KEY, VALUE, headers, HOME + 1, PARTITIONS))
                .isInstanceOf(ReceivedRecord.Rejected.class);
    }

    @Test
    void aRecordIsForwardedOnlyOnce() {
        var headers = new RecordHeaders().add(ReceivedRecord.FORWARDED_FROM_HEADER, bytes("3:42"));
        assertThat(ReceivedRecord.of(KEY, VALUE, headers, HOME + 1, PARTITIONS))
                .isInstanceOfSatisfying(ReceivedRecord.Rejected.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(RejectionReason.MISPLACED);
                    assertThat(rejected.transactionId()).isEqualTo("t1");
                });
        assertThat(ReceivedRecord.of(KEY, VALUE, headers, HOME, PARTITIONS)).isInstanceOf(ReceivedRecord.Valid.class);
    }

    @Test
    void forwardingMakesNoRecordTooLarge() {
        byte[] largest = new byte[Topics.MAX_RECORD_BYTES - KEY.length];
        var headers = new RecordHeaders().add(ReceivedRecord.FORWARDED_FROM_HEADER, bytes("3:42"));
        assertThat(rejection(largest, headers)).isEqualTo(RejectionReason.MALFORMED_JSON);
        headers.add(ReceivedRecord.FORWARDED_FROM_HEADER, bytes("4:42"));
        assertThat(rejection(largest, headers)).isEqualTo(RejectionReason.INVALID_TRANSACTION);
    }

    private static RejectionReason rejection(byte[] value, Headers headers) {
        return ((ReceivedRecord.Rejected) ReceivedRecord.of(KEY, value, headers, HOME, PARTITIONS)).reason();
    }

    private static ReceivedRecord read(byte @Nullable [] key, byte @Nullable [] value, int partition) {
        return ReceivedRecord.of(key, value, new RecordHeaders(), partition, PARTITIONS);
    }

    private static @Nullable RejectionReason reason(byte @Nullable [] key, byte @Nullable [] value, int partition) {
        return read(key, value, partition) instanceof ReceivedRecord.Rejected rejected ? rejected.reason() : null;
    }

    private static @Nullable String rejectedId(byte[] key, byte @Nullable [] value, int partition) {
        return ((ReceivedRecord.Rejected) read(key, value, partition)).transactionId();
    }

    private static @Nullable String rejectedId(byte @Nullable [] value, Headers headers) {
        return ((ReceivedRecord.Rejected) ReceivedRecord.of(KEY, value, headers, HOME, PARTITIONS)).transactionId();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
