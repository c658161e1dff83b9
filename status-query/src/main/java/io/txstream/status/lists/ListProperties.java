package io.txstream.status.lists;

import io.txstream.service.SettingCheck;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.lists.*}.
 *
 * @param maxExports Lists that are sent as CSV or NDJSON at a time, 1 to 100. Beyond it the answer is 503.
 */
@ConfigurationProperties("txstream.lists")
record ListProperties(@DefaultValue("4") int maxExports) {

    private static final int MOST = 100;

    ListProperties {
        SettingCheck.require(
                maxExports >= 1 && maxExports <= MOST, "txstream.lists.max-exports", "1 to " + MOST, maxExports);
    }
}
