package io.txstream.status.database;

import io.txstream.service.SettingCheck;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code txstream.database.*}.
 *
 * @param maxWaitingLookups Lookups that may wait for a database connection, 1 to 100000. Beyond it the answer is 503.
 */
@ConfigurationProperties("txstream.database")
public record DatabaseProperties(@DefaultValue("500") int maxWaitingLookups) {

    private static final int MOST = 100_000;

    public DatabaseProperties {
        SettingCheck.require(
                maxWaitingLookups >= 1 && maxWaitingLookups <= MOST,
                "txstream.database.max-waiting-lookups",
                "1 to " + MOST,
                maxWaitingLookups);
    }
}
