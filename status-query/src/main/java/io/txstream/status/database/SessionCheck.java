package io.txstream.status.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the server in one round trip whether a session can do its work, and limits how long a session that no longer
 * answers keeps its locks. The limits are set here and not in the startup message, which poolers reject.
 *
 * <p>{@code transaction_timeout} exists since Postgres 17. It also ends a session whose client froze between two
 * messages of one statement, which the idle timeout does not see.
 */
final class SessionCheck {

    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(5);
    private static final Duration TRANSACTION_GRACE = Duration.ofSeconds(2);

    private static final String SQL = """
            SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only')::boolean AS read_only,
                set_config('idle_in_transaction_session_timeout', $1, false) AS idle,
                set_config('statement_timeout', $2, false) AS statement,
                (SELECT set_config(name, $3, false) FROM pg_settings WHERE name = 'transaction_timeout') AS transaction
            """;

    private final Duration statementTimeout;
    private final boolean writes;

    /**
     * Creates a check.
     *
     * @param statementTimeout after this time the server cancels a statement; a transaction may last 2 s longer
     * @param writes whether the check fails on a read-only session
     */
    SessionCheck(Duration statementTimeout, boolean writes) {
        this.statementTimeout = statementTimeout;
        this.writes = writes;
    }

    /** Fails if the server does not answer as required. It has no timeout of its own. */
    Mono<Void> run(Connection connection) {
        return Mono.defer(() -> Flux.from(connection
                                .createStatement(SQL)
                                .bind(0, millis(IDLE_IN_TRANSACTION))
                                .bind(1, millis(statementTimeout))
                                .bind(2, millis(statementTimeout.plus(TRANSACTION_GRACE)))
                                .execute())
                        .flatMap(result -> result.map(this::problem))
                        .single())
                .flatMap(problem -> problem.isEmpty() ? Mono.empty() : Mono.error(new UnusableSession(problem)));
    }

    private String problem(Readable row) {
        if (requireNonNull(row.get("standby", Boolean.class))) {
            return "the database is a standby";
        }
        return writes && requireNonNull(row.get("read_only", Boolean.class)) ? "the database is read-only" : "";
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** The session answers, but cannot do the work. A session that is opened later may. */
    private static final class UnusableSession extends R2dbcTransientResourceException {

        private static final String READ_ONLY_SQL_TRANSACTION = "25006";

        UnusableSession(String problem) {
            super(problem, READ_ONLY_SQL_TRANSACTION);
        }
    }
}
