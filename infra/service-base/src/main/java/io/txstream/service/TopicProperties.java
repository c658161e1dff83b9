package io.txstream.service;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.topics.*}.
 *
 * @param startupTimeout How long a start waits for the broker and the topics before it fails, 0 or more.
 * @param skip Offsets of transactions.received that no consumer can hold: partition:offset or partition:first-last.
 */
@ConfigurationProperties("txstream.topics")
record TopicProperties(
        @DefaultValue("60s") Duration startupTimeout,
        @DefaultValue List<String> skip) {

    TopicProperties {
        SettingCheck.require(
                !startupTimeout.isNegative(), "txstream.topics.startup-timeout", "0 or more", startupTimeout);
        skip = List.copyOf(skip);
        SettingCheck.require(
                isValid(skip),
                "txstream.topics.skip",
                "partition:offset or partition:first-last, at most 1000 offsets each, separated by commas, without"
                        + " overlap",
                String.join(",", skip));
    }

    private static boolean isValid(List<String> skip) {
        try {
            SkippedOffsets.parse(skip);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
