package io.txstream.status.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.ConnectionFactory;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.util.retry.Retry;

/**
 * Stops the start if the database cannot store every text. A transaction with a character that the encoding lacks would
 * stop the projection.
 */
final class DatabaseEncodingCheck implements InitializingBean {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The migration has just used the database. But the first connections of a cold JVM on a busy machine are slow. */
    private static final Retry COLD_START = Retry.fixedDelay(7, Duration.ofSeconds(1))
            .filter(DataAccessResourceFailureException.class::isInstance)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final ConnectionFactory connections;

    DatabaseEncodingCheck(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public void afterPropertiesSet() {
        String encoding = requireNonNull(DatabaseClient.create(connections)
                .sql("SHOW server_encoding")
                .map(row -> requireNonNull(row.get(0, String.class)))
                .one()
                .retryWhen(COLD_START)
                .block(TIMEOUT));
        if (!encoding.equals("UTF8")) {
            throw new StartupProblemException(
                    "the database has the encoding " + encoding + ", which cannot store every account name",
                    "create a database with ENCODING 'UTF8' and TEMPLATE template0, and set "
                            + DatabaseAddress.EXPECTED);
        }
    }
}
