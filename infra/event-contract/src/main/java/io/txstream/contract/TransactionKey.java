package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The key that a record must have, which is the transaction's id in UTF-8, and its home partition. */
public final class TransactionKey {

    /** The length of the longest valid key in bytes: 128 characters of up to four bytes. */
    public static final int MAX_BYTES = 4 * FieldRules.MAX_LENGTH;

    private TransactionKey() {}

    /** Returns the key of a transaction id. */
    public static byte[] of(String transactionId) {
        return transactionId.getBytes(UTF_8);
    }

    /** Returns the id that a key holds, or null if it is not a valid id. */
    public static @Nullable String read(byte @Nullable [] key) {
        if (key == null || key.length > MAX_BYTES) {
            return null;
        }
        String id = Utf8.decode(key);
        return id != null && FieldRules.isValidId(id) ? id : null;
    }

    /**
     * Returns a key's home partition: {@code toPositive(murmur2(key)) mod partitions}, as the Java client's default
     * partitioner computes it (KIP-480 did not change it for records with a key).
     *
     * @param partitions the partition count of the topic, 1 or more
     */
    public static int homePartition(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /**
     * Returns whether a record is in its home partition. Clients in other languages hash keys differently, and can put
     * a record where dedupe would not see its duplicates. Such a misplaced record is forwarded to its home partition,
     * and all readers of the topic skip it. A record without a key is at home in every partition.
     */
    public static boolean isHome(byte @Nullable [] key, int partition, int partitions) {
        return key == null || homePartition(key, partitions) == partition;
    }
}
