package io.txstream.contract;

import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** x. */
final class HomePartition {
    private HomePartition() {}

    static int of(byte[] key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    static boolean isHome(byte @Nullable [] key, int partition, int partitions) {
        return key == null || of(key, partitions) == partition;
    }
}
