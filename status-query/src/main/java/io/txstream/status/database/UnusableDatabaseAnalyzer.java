package io.txstream.status.database;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a failed migration as a problem and a remedy instead of a stack trace. Two cases differ: the database refuses
 * or does not answer, or it holds tables that this version did not create.
 */
final class UnusableDatabaseAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    private static final String URL = "SPRING_R2DBC_URL (r2dbc:postgresql://<host>:<port>/<database>)";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywayException cause) {
        SQLException databaseError = findCause(cause, SQLException.class);
        if (databaseError != null) {
            return new FailureAnalysis(
                    "the database cannot be used: " + databaseError.getMessage(),
                    "start Postgres if it is not running, and check " + URL + ", SPRING_R2DBC_USERNAME and"
                            + " SPRING_R2DBC_PASSWORD; if SPRING_FLYWAY_URL is set, check it and"
                            + " SPRING_FLYWAY_USER and SPRING_FLYWAY_PASSWORD instead",
                    cause);
        }
        return new FailureAnalysis(
                "the database does not fit this version of status-query: " + inOneLine(cause),
                "set " + URL + " to an empty database, or to one that this or an older version of status-query"
                        + " has created; set SPRING_R2DBC_USERNAME and SPRING_R2DBC_PASSWORD to match",
                cause);
    }

    private static String inOneLine(FlywayException cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
}
