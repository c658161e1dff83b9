package io.txstream.status.database;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnusableDatabaseAnalyzerTest {

    private static final String[] SETTINGS = {"SPRING_R2DBC_URL", "SPRING_R2DBC_USERNAME", "SPRING_R2DBC_PASSWORD"};

    @Test
    void reportsTheErrorOfTheDatabaseAndTheSettingsToCheck() {
        FailureAnalysis analysis =
                analyze(new FlywayException("cannot connect", new SQLException("Connection to host:5432 refused")));
        assertThat(analysis.getDescription()).isEqualTo("the database cannot be used: Connection to host:5432 refused");
        assertThat(analysis.getAction()).contains(SETTINGS);
    }

    @Test
    void reportsASchemaThatDoesNotFitInOneLine() {
        FailureAnalysis analysis = analyze(new FlywayException("Found non-empty schema\n  without history"));
        assertThat(analysis.getDescription())
                .isEqualTo("the database does not fit this version of status-query:"
                        + " Found non-empty schema without history");
        assertThat(analysis.getAction()).contains(SETTINGS);
    }

    @Test
    void reportsWhatOnlyTheOtherDriverRefuses() {
        FailureAnalysis analysis = analyze(new R2dbcNonTransientResourceException("password\n  wrong"));
        assertThat(analysis.getDescription()).isEqualTo("the database cannot be used: password wrong");
        assertThat(analysis.getAction()).contains(SETTINGS);
    }

    @Test
    void namesThePoolerThatRefuses() {
        FailureAnalysis analysis = analyze(
                new R2dbcNonTransientResourceException("unsupported startup parameter: extra_float_digits", "08P01"));
        assertThat(analysis.getAction()).contains("PgBouncer", "ignore_startup_parameters", "pool_mode = session");
    }

    @Test
    void explainsNoOtherFailure() {
        assertThat(new UnusableDatabaseAnalyzer().analyze(new IllegalStateException("other")))
                .isNull();
    }

    private static FailureAnalysis analyze(RuntimeException failure) {
        return requireNonNull(new UnusableDatabaseAnalyzer().analyze(new IllegalStateException(failure)));
    }
}
