package io.txstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** The key of every record on every topic: the transaction's id in UTF-8, and the partition that it belongs to. */
public final class TransactionKey {

    /** The longest key that a valid id can have, in bytes: 128 characters of up to four bytes each. */
    public static final int MAX_BYTES = 4 * FieldRules.MAX_LENGTH;

    private TransactionKey() {}

    public static byte[] of(String transactionId) {
        return transactionId.getBytes(UTF_8);
    }

    /** The id that a key stands for, or null where the bytes are no valid id. */
    public static @Nullable String read(byte @Nullable [] key) {
        if (key == null || key.length > MAX_BYTES) {
            return null;
        }
        String id = Utf8.decode(key);
        return id != null && FieldRules.isValidId(id) ? id : null;
    }

    /**
     * A key's home: where the Java client's default partitioner puts it, {@code toPositive(murmur2(key)) mod partitions}
     * (KIP-480 left it as it was for keyed records).
     *
     * @param partitions how many partitions the topic has, 1 or more
     */
    public static int homePartition(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /**
     * Whether a record counts where it lies. Clients in other languages hash keys otherwise, so a record may lie where
     * dedupe would not see its twin; it is sent on to its home, and everyone who reads the topic passes over the stray.
     * A record without a key has no home to be sent to, and counts wherever it is.
     */
    public static boolean isHome(byte @Nullable [] key, int partition, int partitions) {
        return key == null || homePartition(key, partitions) == partition;
    }
}
