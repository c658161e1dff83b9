package io.txstream.status.lookup;

import io.txstream.service.SettingCheck;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.lookup.*}. Beyond a number, the answer is 503.
 *
 * @param catchUpTimeout How long a lookup without a row waits for the projection before it gets a 503, 100ms to 2500ms.
 * @param maxCatchingUp Lookups without a row that may wait for the projection, 1 to 100000.
 * @param maxHeld Requests that may wait for a transaction or follow one, 0 to 100000.
 * @param maxStreams Requests that may follow all changes, 0 to 10000.
 */
@ConfigurationProperties("txstream.lookup")
public record LookupProperties(
        @DefaultValue("2s") Duration catchUpTimeout,
        @DefaultValue("2000") int maxCatchingUp,
        @DefaultValue("10000") int maxHeld,
        @DefaultValue("1000") int maxStreams) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(2_500);
    private static final int MOST = 100_000;
    private static final int MOST_STREAMS = 10_000;

    public LookupProperties {
        SettingCheck.require(
                catchUpTimeout.compareTo(SHORTEST) >= 0 && catchUpTimeout.compareTo(LONGEST) <= 0,
                "txstream.lookup.catch-up-timeout",
                "100ms to 2500ms",
                catchUpTimeout);
        requireIn(1, MOST, "max-catching-up", maxCatchingUp);
        requireIn(0, MOST, "max-held", maxHeld);
        requireIn(0, MOST_STREAMS, "max-streams", maxStreams);
    }

    private static void requireIn(int least, int most, String name, int value) {
        SettingCheck.require(value >= least && value <= most, "txstream.lookup." + name, least + " to " + most, value);
    }
}
