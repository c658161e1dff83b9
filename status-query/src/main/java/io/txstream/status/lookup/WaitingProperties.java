package io.txstream.status.lookup;

import io.txstream.service.SettingCheck;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.lookup.*} of requests that are held.
 *
 * @param maxWaiting Requests that may wait for a transaction or follow one, 0 to 100000. Beyond it the answer is 503.
 * @param maxStreams Requests that may follow all changes, 0 to 10000. Beyond it the answer is 503.
 */
@ConfigurationProperties("txstream.lookup")
public record WaitingProperties(
        @DefaultValue("10000") int maxWaiting,
        @DefaultValue("1000") int maxStreams) {

    private static final int MOST_WAITING = 100_000;
    private static final int MOST_STREAMS = 10_000;

    public WaitingProperties {
        SettingCheck.require(
                maxWaiting >= 0 && maxWaiting <= MOST_WAITING,
                "txstream.lookup.max-waiting",
                "0 to " + MOST_WAITING,
                maxWaiting);
        SettingCheck.require(
                maxStreams >= 0 && maxStreams <= MOST_STREAMS,
                "txstream.lookup.max-streams",
                "0 to " + MOST_STREAMS,
                maxStreams);
    }
}
