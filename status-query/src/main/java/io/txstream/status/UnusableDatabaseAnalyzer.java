package io.txstream.status;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells why a database cannot be used in a sentence and a remedy: it says so itself, or it holds something else. */
final class UnusableDatabaseAnalyzer extends AbstractFailureAnalyzer<FlywayException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FlywayException cause) {
        SQLException complaint = findCause(cause, SQLException.class);
        if (complaint != null) {
            return new FailureAnalysis(
                    "the database cannot be used: " + complaint.getMessage(),
                    "mend that, or say with SPRING_R2DBC_URL, _USERNAME and _PASSWORD which other one to use",
                    cause);
        }
        return new FailureAnalysis(
                "the database does not fit this version of status-query: " + inOneLine(cause),
                "connect a database of its own, or the one that this version or an older one has made",
                cause);
    }

    private static String inOneLine(FlywayException cause) {
        return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
    }
}
