package io.txstream.processor.flow;

import io.txstream.contract.Rejection;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Builds the records of {@link Topics#REJECTED}: the original key and value, and headers with reason and origin. */
public final class DeadLetter {

    private DeadLetter() {}

    /**
     * Returns the dead letter of a record. Original headers are dropped.
     *
     * <p>If key and value exceed {@link Topics#MAX_RECORD_BYTES} together, the dead letter has no value. It keeps the
     * key only if that is at most {@link TransactionKey#MAX_BYTES} long. The headers give the position of the original.
     */
    public static Record<byte[], RawValue> of(byte @Nullable [] key, byte @Nullable [] value, Rejection rejection) {
        var headers = new RecordHeaders();
        rejection.writeTo(headers);
        long timestamp = rejection.timestamp().toEpochMilli(); // the broker replaces it by the append time
        if (length(key) + length(value) <= Topics.MAX_RECORD_BYTES) {
            return new Record<>(key, new RawValue(value), timestamp, headers);
        }
        byte[] shortKey = length(key) <= TransactionKey.MAX_BYTES ? key : null;
        return new Record<>(shortKey, new RawValue(null), timestamp, headers);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
