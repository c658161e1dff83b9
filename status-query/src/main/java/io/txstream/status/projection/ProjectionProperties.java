package io.txstream.status.projection;

import io.txstream.service.SettingCheck;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.projection.*}.
 *
 * @param consumers Kafka consumers of this instance, each with a thread of its own, 1 to 64.
 * @param acceptLostRecords Whether a start may pass over records that were deleted before they were projected.
 */
@ConfigurationProperties("txstream.projection")
record ProjectionProperties(
        @DefaultValue("1") int consumers,
        @DefaultValue("false") boolean acceptLostRecords) {

    ProjectionProperties {
        SettingCheck.require(consumers >= 1 && consumers <= 64, "txstream.projection.consumers", "1 to 64", consumers);
    }
}
