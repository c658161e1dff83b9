package io.txstream.processor.start;

import io.txstream.service.KafkaFutures;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of brokers that can lose transaction markers (KAFKA-20734, decision 018). A broker's version shows only in
 * the levels of {@code metadata.version} that it supports, which fix releases do not change.
 */
final class BrokerVersion {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerVersion.class);
    private static final String FEATURE = "metadata.version";

    /** The level of 4.3. */
    private static final int FIRST_LOSING_MARKERS = 30;

    /** The level of 4.4. */
    private static final int LAST_LOSING_MARKERS = 33;

    private static final int UNKNOWN = 0;

    private static final int TIMEOUT_MILLIS = 5_000;

    private BrokerVersion() {}

    /**
     * Asks every broker, and logs a warning if one of them can. One that has just died does not end the start.
     *
     * @throws KafkaException if no broker answers
     */
    static void check(Admin admin) {
        List<Integer> losing = KafkaFutures.get(admin.describeCluster().nodes()).stream()
                .map(Node::id)
                .filter(id -> losesMarkers(highestLevel(admin, id)))
                .toList();
        if (!losing.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("brokers", losing)
                    .log("brokers from 4.3.0 to 4.4.0 can leave transactions open forever, or commit a part of one,"
                            + " when a partition has no leader (KAFKA-20734); use brokers 4.2, or a release with the"
                            + " fix");
        }
    }

    private static int highestLevel(Admin admin, int node) {
        var options = new DescribeFeaturesOptions().nodeId(node).timeoutMs(TIMEOUT_MILLIS);
        try {
            SupportedVersionRange levels = KafkaFutures.get(
                            admin.describeFeatures(options).featureMetadata())
                    .supportedFeatures()
                    .get(FEATURE);
            return levels == null ? UNKNOWN : levels.maxVersion();
        } catch (KafkaException e) {
            return UNKNOWN;
        }
    }

    static boolean losesMarkers(int highestLevel) {
        return FIRST_LOSING_MARKERS <= highestLevel && highestLevel <= LAST_LOSING_MARKERS;
    }
}
