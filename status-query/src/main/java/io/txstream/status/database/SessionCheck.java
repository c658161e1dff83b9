package io.txstream.status.database;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Asks the server in one round trip whether a session can do its work, and sets its parameters. Three of them limit how
 * long a session that no longer answers keeps its locks. They are set here and not in the startup message, which
 * poolers reject.
 *
 * <p>{@code transaction_timeout} exists since Postgres 17. It also ends a session whose client froze between two
 * messages of one statement, which the idle timeout does not see.
 */
final class SessionCheck {

    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(5);
    private static final Duration TRANSACTION_GRACE = Duration.ofSeconds(2);

    /** Parameters that the server does not have are left out. */
    private static final String SQL = """
            SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only')::boolean AS read_only,
                (SELECT count(set_config(name, value, false))
                    FROM unnest($1::text[], $2::text[]) AS own (name, value) JOIN pg_settings USING (name)) AS settings
            """;

    private final boolean writes;
    private final Map<String, String> settings = new LinkedHashMap<>();

    /**
     * Creates a check.
     *
     * @param statementTimeout after this time the server cancels a statement; a transaction may last 2 s longer
     * @param writes whether the check fails on a read-only session
     * @param settings further parameters that it sets, by name. They replace the time limits of the same name
     */
    SessionCheck(Duration statementTimeout, boolean writes, Map<String, String> settings) {
        this.writes = writes;
        this.settings.put("idle_in_transaction_session_timeout", millis(IDLE_IN_TRANSACTION));
        this.settings.put("statement_timeout", millis(statementTimeout));
        this.settings.put("transaction_timeout", millis(statementTimeout.plus(TRANSACTION_GRACE)));
        this.settings.putAll(settings);
    }

    /** Fails if the server does not answer as required. It has no timeout of its own. */
    Mono<Void> run(Connection connection) {
        return Mono.defer(() -> Flux.from(connection
                                .createStatement(SQL)
                                .bind(0, settings.keySet().toArray(String[]::new))
                                .bind(1, settings.values().toArray(String[]::new))
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
