package io.txstream.status.database;

import io.r2dbc.spi.R2dbcException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Reports a database that cannot be used as a problem and a remedy instead of a stack trace. Three cases differ: the
 * database refuses or does not answer, a pooler in front of it refuses, or it holds tables that this version did not
 * create.
 */
final class UnusableDatabaseAnalyzer implements FailureAnalyzer {

    private static final String USER_SETTINGS = "SPRING_R2DBC_USERNAME and SPRING_R2DBC_PASSWORD";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        FlywayException migration = cause(failure, FlywayException.class);
        Throwable refusal =
                migration == null ? cause(failure, R2dbcException.class) : cause(migration, SQLException.class);
        if (refusal != null) {
            String message = inOneLine(refusal);
            return new FailureAnalysis("the database cannot be used: " + message, remedy(message), failure);
        }
        return migration == null
                ? null
                : new FailureAnalysis(
                        "the database does not fit this version of status-query: " + inOneLine(migration),
                        "set " + DatabaseAddress.EXPECTED
                                + " to an empty database, or to one that this or an older version of"
                                + " status-query has created; set " + USER_SETTINGS + " to match",
                        failure);
    }

    private static String remedy(String message) {
        if (message.contains("unsupported startup parameter")) {
            return "this is PgBouncer's message: set pool_mode = session and ignore_startup_parameters ="
                    + " extra_float_digits there, or set " + DatabaseAddress.EXPECTED + " to Postgres itself";
        }
        return "start Postgres if it is not running, and check " + DatabaseAddress.EXPECTED + ", " + USER_SETTINGS
                + "; if SPRING_FLYWAY_URL is set, check it and SPRING_FLYWAY_USER and SPRING_FLYWAY_PASSWORD too";
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static String inOneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    }
}
