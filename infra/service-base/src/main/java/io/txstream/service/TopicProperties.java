package io.txstream.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.topics.*}.
 *
 * @param patience how long a starting service waits for the broker and the topics before it gives up; 0 or more
 */
@ConfigurationProperties("txstream.topics")
record TopicProperties(@DefaultValue("60s") Duration patience) {

    TopicProperties {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("txstream.topics.patience must be 0 or more, was " + patience);
        }
    }
}
