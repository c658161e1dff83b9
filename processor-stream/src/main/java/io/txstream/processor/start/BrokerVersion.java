package io.txstream.processor.start;

import io.txstream.service.KafkaFutures;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.SupportedVersionRange;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of brokers that can lose transaction markers (KAFKA-20734, decision 018). Brokers tell their version only by
 * the levels of {@code metadata.version} that they support, which fix releases do not change.
 */
final class BrokerVersion {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerVersion.class);
    private static final String FEATURE = "metadata.version";

    /** The highest level of 4.3. */
    private static final int FIRST_LOSING_MARKERS = 30;

    /** The highest level of 4.4. */
    private static final int LAST_LOSING_MARKERS = 31;

    private BrokerVersion() {}

    /**
     * Asks one broker, and logs the warning.
     *
     * @throws KafkaException if no broker answers
     */
    static void check(Admin admin) {
        SupportedVersionRange levels = KafkaFutures.get(admin.describeFeatures().featureMetadata())
                .supportedFeatures()
                .get(FEATURE);
        if (levels != null && losesMarkers(levels.maxVersion())) {
            LOG.warn("brokers from 4.3.0 to 4.4.0 can leave transactions open forever, or commit a part of one, when a"
                    + " partition has no leader (KAFKA-20734); use brokers 4.2, or a release with the fix");
        }
    }

    static boolean losesMarkers(int highestLevel) {
        return FIRST_LOSING_MARKERS <= highestLevel && highestLevel <= LAST_LOSING_MARKERS;
    }
}
