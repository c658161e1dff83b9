package io.txstream.contract;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What a record on {@link Topics#RECEIVED} is by itself, before anything is known of its twins. The processor, the
 * projection and every auditor read the topic by this one rule.
 */
public sealed interface ReceivedRecord {

    /** What a header takes beside its bytes, at the most: two lengths as varints (record format v2), in bytes. */
    int HEADER_OVERHEAD = 10;

    /** Lies in another partition than its home: to be sent on, and passed over by everyone else. */
    record Misplaced() implements ReceivedRecord {}

    /** A transaction, under its own key and at home. */
    record Valid(Transaction transaction) implements ReceivedRecord {}

    /** No transaction. */
    record Rejected(RejectionReason reason, String detail) implements ReceivedRecord {}

    /**
     * Reads a record of the topic.
     *
     * @param partition where the record lies
     * @param partitions how many partitions the topic has
     */
    static ReceivedRecord of(
            byte @Nullable [] key, byte @Nullable [] value, Headers headers, int partition, int partitions) {
        // Before the stray rule: what is too large to be written again cannot be sent on.
        long size = size(key, value, headers);
        if (size > Topics.MAX_RECORD_BYTES) {
            return new Rejected(
                    RejectionReason.INVALID_TRANSACTION,
                    "the record has " + size + " bytes, " + Topics.MAX_RECORD_BYTES + " are allowed");
        }
        if (!TransactionKey.isHome(key, partition, partitions)) {
            return new Misplaced();
        }
        if (value == null) {
            return new Rejected(RejectionReason.MALFORMED_JSON, "no value");
        }
        return of(key, TransactionJson.parse(value));
    }

    private static ReceivedRecord of(byte @Nullable [] key, Parsed parsed) {
        if (parsed instanceof Parsed.Malformed malformed) {
            return new Rejected(RejectionReason.MALFORMED_JSON, malformed.detail());
        }
        if (parsed instanceof Parsed.Invalid invalid) {
            return new Rejected(RejectionReason.INVALID_TRANSACTION, invalid.detail());
        }
        Transaction transaction = ((Parsed.Valid) parsed).transaction();
        if (transaction.id().equals(TransactionKey.read(key))) {
            return new Valid(transaction);
        }
        String detail = key == null ? "the record has no key" : "the record's key is not the transaction_id";
        return new Rejected(RejectionReason.KEY_MISMATCH, detail);
    }

    private static long size(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = length(key) + length(value);
        for (Header header : headers) {
            size += Utils.utf8Length(header.key()) + length(header.value()) + HEADER_OVERHEAD;
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
