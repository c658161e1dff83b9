package io.txstream.service.reading;

import io.txstream.service.SettingCheck;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.topics.*} of the services that read the received topic.
 *
 * @param skip Offsets of transactions.received that no consumer can hold: partition:offset or partition:first-last.
 */
@ConfigurationProperties("txstream.topics")
record SkipProperties(@DefaultValue List<String> skip) {

    SkipProperties {
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
