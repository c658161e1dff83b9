package io.txstream.status.database;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.txstream.service.StartupProblemException;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;

/** Reads {@code spring.r2dbc.*}. */
final class DatabaseAddress {

    static final String EXPECTED = "SPRING_R2DBC_URL (r2dbc:postgresql://<host>:<port>/<database>)";

    private DatabaseAddress() {}

    /**
     * Returns the options of the connections.
     *
     * @throws StartupProblemException if they are not those of a Postgres database without a pool. The message has
     *     nothing of the URL, which may contain a password
     */
    static ConnectionFactoryOptions options(R2dbcConnectionDetails database) {
        ConnectionFactoryOptions options;
        try {
            options = database.getConnectionFactoryOptions();
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        if ("pool".equals(options.getValue(ConnectionFactoryOptions.DRIVER))
                || ConnectionFactories.find(options) == null) {
            throw refused();
        }
        return options;
    }

    private static StartupProblemException refused() {
        return new StartupProblemException("SPRING_R2DBC_URL is not the URL of a Postgres database", "set " + EXPECTED);
    }
}
