package io.txstream.service;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.util.unit.DataSize;

class InvalidSettingAnalyzerTest {

    record Settings(
            @Nullable Duration time,
            @Nullable DataSize size,
            @Nullable URI url,
            int number,
            @Nullable TimeUnit unit) {

        Settings {
            SettingCheck.require(number < 3, "app.number", "0 to 2", number);
        }
    }

    @Test
    void reportsWhatSettingCheckRejects() {
        assertThat(problem("app.number", "3")).isEqualTo("app.number (APP_NUMBER) must be 0 to 2, but is 3");
    }

    @Test
    void namesTheExpectedTypeOfAValueThatCannotBeConverted() {
        assertThat(problem("app.time", "soon"))
                .isEqualTo("app.time (APP_TIME) must be a duration such as 300ms, 30s or 7d, but is soon");
        assertThat(problem("app.size", "64 pages")).contains("must be a size such as 64KB or 128MB, but is 64 pages");
        assertThat(problem("app.url", "http://[")).contains("must be a URL such as http://localhost:8001, but is");
        assertThat(problem("app.number", "many")).contains("must be a whole number, but is many");
        assertThat(problem("app.unit", "fortnights"))
                .contains("must be one of [NANOSECONDS, ")
                .endsWith("but is fortnights");
    }

    @Test
    void repeatsTheReasonThatSpringBootGives() {
        var failure = new InvalidConfigurationPropertyValueException("server.port", "http", "Failed to convert");
        assertThat(new InvalidSettingAnalyzer().analyze(failure))
                .extracting(FailureAnalysis::getDescription)
                .isEqualTo("server.port (SERVER_PORT) is http: Failed to convert");
    }

    @Test
    void leavesOtherRejectedValuesToSpringBoot() {
        var failure =
                new BeanCreationException("settings", new IllegalArgumentException("an unnamed setting is wrong"));
        assertThat(new InvalidSettingAnalyzer().analyze(failure)).isNull();
    }

    @Test
    void leavesOtherFailuresToSpringBoot() {
        assertThat(new InvalidSettingAnalyzer().analyze(new IllegalStateException("other")))
                .isNull();
    }

    private static String problem(String property, String value) {
        var binder = new Binder(
                List.of(new MapConfigurationPropertySource(Map.of(property, value))),
                null,
                ApplicationConversionService.getSharedInstance());
        BindException failure = catchThrowableOfType(BindException.class, () -> binder.bind("app", Settings.class));
        return requireNonNull(new InvalidSettingAnalyzer().analyze(new BeanCreationException("settings", failure)))
                .getDescription();
    }
}
