package io.txstream.status.lookup;

import io.txstream.service.SettingCheck;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.lookup.*}.
 *
 * @param maxWait How long a lookup without a row waits for the projection before it gets a 503, 100ms to 2500ms.
 * @param maxMisses Lookups without a row that may wait for the projection, 1 to 100000. Beyond it the answer is 503.
 */
@ConfigurationProperties("txstream.lookup")
record LookupProperties(
        @DefaultValue("2s") Duration maxWait,
        @DefaultValue("2000") int maxMisses) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(2_500);
    private static final int MOST = 100_000;

    LookupProperties {
        SettingCheck.require(
                maxWait.compareTo(SHORTEST) >= 0 && maxWait.compareTo(LONGEST) <= 0,
                "txstream.lookup.max-wait",
                "100ms to 2500ms",
                maxWait);
        SettingCheck.require(
                maxMisses >= 1 && maxMisses <= MOST, "txstream.lookup.max-misses", "1 to " + MOST, maxMisses);
    }
}
