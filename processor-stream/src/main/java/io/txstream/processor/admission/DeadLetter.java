package io.txstream.processor.admission;

import io.txstream.contract.Rejection;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Writes rejected records: the original key and bytes, and headers that say why and from where. */
public final class DeadLetter {

    private DeadLetter() {}

    /**
     * Builds the record for the topic of the rejected. One that is too large to be written again keeps its headers, and
     * its key if that is no longer than an id can be; its bytes stay where the headers say.
     */
    public static Record<byte[], byte[]> of(byte @Nullable [] key, byte @Nullable [] value, Rejection rejection) {
        var headers = new RecordHeaders();
        rejection.writeTo(headers);
        long timestamp = rejection.timestamp().toEpochMilli();
        if (length(key) + length(value) <= Topics.MAX_RECORD_BYTES) {
            return new Record<>(key, value, timestamp, headers);
        }
        byte[] shortKey = length(key) <= TransactionKey.MAX_BYTES ? key : null;
        return new Record<>(shortKey, null, timestamp, headers);
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
