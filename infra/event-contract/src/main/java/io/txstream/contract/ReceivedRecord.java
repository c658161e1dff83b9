package io.txstream.contract;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The classification of one record on {@link Topics#RECEIVED}, made without knowing any other record. The processor,
 * the projection and every auditor read the topic by this rule.
 */
public sealed interface ReceivedRecord {

    /** The most bytes that record format v2 adds to a header: two varint lengths. */
    int HEADER_OVERHEAD = 10;

    /**
     * The header that the processor adds to a misplaced record when it forwards it: the partition and the offset that
     * it came from, as UTF-8 text such as {@code 3:42}. A record with it is never forwarded again.
     */
    String FORWARDED_FROM_HEADER = "forwarded-from";

    /** The longest value of {@link #FORWARDED_FROM_HEADER} that does not count towards the size of a record. */
    int MAX_FORWARDED_FROM_BYTES = 32;

    /** A record outside its key's home partition. The processor forwards it there, and every other reader skips it. */
    record Misplaced() implements ReceivedRecord {}

    /** A valid transaction whose key is its id, in its home partition. */
    record Valid(Transaction transaction) implements ReceivedRecord {}

    /**
     * A record that the processor writes to {@link Topics#REJECTED}.
     *
     * @param reason the rule that the record breaks
     * @param detail the explanation for people
     * @param transactionId the valid id that the value holds, or null if it holds none or was not parsed
     */
    record Rejected(
            RejectionReason reason, String detail, @Nullable String transactionId) implements ReceivedRecord {}

    /**
     * Classifies a record of the topic. Never throws because of the record's bytes.
     *
     * @param partition the partition that the record was read from
     * @param partitions the partition count of the topic
     */
    static ReceivedRecord of(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers, int partition, int partitions) {
        // Checked before the partition: a record that is too large to be written again cannot be forwarded.
        long size = size(key, value, headers);
        if (size > Topics.MAX_RECORD_BYTES) {
            String detail = "the record has " + size + " bytes, but " + Topics.MAX_RECORD_BYTES + " are allowed";
            return new Rejected(RejectionReason.INVALID_TRANSACTION, detail, idOfOversized(key, value));
        }
        if (!TransactionKey.isHome(key, partition, partitions)) {
            return headers.lastHeader(FORWARDED_FROM_HEADER) == null ? new Misplaced() : misplacedAgain(value);
        }
        if (value == null) {
            return new Rejected(RejectionReason.MALFORMED_JSON, "no value", null);
        }
        return of(key, TransactionJson.parse(value));
    }

    /** Forwarded twice, a record could go round without end, and each round would add it to the audit log. */
    private static Rejected misplacedAgain(byte @Nullable [] value) {
        return new Rejected(
                RejectionReason.MISPLACED,
                "the record was forwarded once and is outside its home partition again: the partition count changed",
                value == null ? null : TransactionJson.parse(value).id());
    }

    private static ReceivedRecord of(byte @Nullable [] key, Parsed parsed) {
        if (parsed instanceof Parsed.Malformed malformed) {
            return new Rejected(RejectionReason.MALFORMED_JSON, malformed.detail(), null);
        }
        if (parsed instanceof Parsed.Invalid invalid) {
            return new Rejected(RejectionReason.INVALID_TRANSACTION, invalid.detail(), invalid.id());
        }
        Transaction transaction = ((Parsed.Valid) parsed).transaction();
        if (transaction.id().equals(TransactionKey.read(key))) {
            return new Valid(transaction);
        }
        String detail = key == null ? "the record has no key" : "the record's key is not the transaction_id";
        return new Rejected(RejectionReason.KEY_MISMATCH, detail, transaction.id());
    }

    /** Returns the id in the value of a record that only its headers made too large. A larger value is not parsed. */
    private static @Nullable String idOfOversized(byte @Nullable [] key, byte @Nullable [] value) {
        if (value == null || length(key) + value.length > Topics.MAX_RECORD_BYTES) {
            return null;
        }
        return TransactionJson.parse(value).id();
    }

    private static long size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = length(key) + length(value);
        for (Header header : headers) {
            size += size(header);
        }
        // A record of the largest size must not become too large because it was forwarded.
        Header forwarded = headers.lastHeader(FORWARDED_FROM_HEADER);
        boolean ours = forwarded != null && length(forwarded.value()) <= MAX_FORWARDED_FROM_BYTES;
        return ours ? size - size(forwarded) : size;
    }

    private static long size(Header header) {
        return Utils.utf8Length(header.key()) + length(header.value()) + HEADER_OVERHEAD;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
