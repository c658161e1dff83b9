package io.txstream.status.projection;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.projection.*}.
 *
 * @param consumers of this instance, each with a thread; 1 to 64
 */
@ConfigurationProperties("txstream.projection")
record ProjectionProperties(@DefaultValue("1") int consumers) {

    ProjectionProperties {
        if (consumers < 1 || consumers > 64) {
            throw new IllegalArgumentException("txstream.projection.consumers must be 1 to 64, was " + consumers);
        }
    }
}
