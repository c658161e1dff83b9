package io.txstream.service;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.topics.*}.
 *
 * @param startupTimeout How long a start waits for the broker and the topics before it fails, 0 or more.
 */
@ConfigurationProperties("txstream.topics")
record TopicProperties(@DefaultValue("60s") Duration startupTimeout) {

    TopicProperties {
        SettingCheck.require(
                !startupTimeout.isNegative(), "txstream.topics.startup-timeout", "0 or more", startupTimeout);
    }
}
