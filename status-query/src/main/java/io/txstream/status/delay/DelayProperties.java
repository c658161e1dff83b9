package io.txstream.status.delay;

import io.txstream.service.SettingCheck;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The setting of processor-stream that lookups depend on.
 *
 * @param delay How long the processor holds a transaction, 0 to 24h. Set it to the value that the processor has.
 */
@ConfigurationProperties("txstream.processor")
public record DelayProperties(@DefaultValue("30s") Duration delay) {

    private static final Duration MAX_DELAY = Duration.ofHours(24);

    public DelayProperties {
        SettingCheck.require(
                !delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0, "txstream.processor.delay", "0 to 24h", delay);
    }
}
