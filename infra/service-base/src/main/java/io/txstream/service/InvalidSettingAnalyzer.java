package io.txstream.service;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.util.unit.DataSize;

/**
 * Explains a setting that cannot be converted to its type, and one that {@link SettingCheck} rejects. Precedes Spring
 * Boot's analyzers, which do not name the environment variable and the expected value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingAnalyzer implements FailureAnalyzer {

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            Duration.class, "a duration such as 300ms, 30s or 7d",
            DataSize.class, "a size such as 64KB or 128MB",
            URI.class, "a URL such as http://localhost:8001",
            Boolean.class, "true or false",
            Integer.class, "a whole number",
            Long.class, "a whole number");

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String problem = problem(cause);
            if (problem != null) {
                return new FailureAnalysis(problem, "", cause);
            }
        }
        return null;
    }

    /** Returns null unless the failure is about a single setting. */
    private static @Nullable String problem(Throwable failure) {
        if (failure instanceof InvalidConfigurationPropertyValueException invalid) {
            // Spring Boot gives no more than a sentence about the type here.
            return "%s (%s) is %s: %s"
                    .formatted(
                            invalid.getName(),
                            SettingCheck.environmentVariable(invalid.getName()),
                            invalid.getValue(),
                            invalid.getReason());
        }
        if (failure instanceof BindException bind && bind.getProperty() != null) {
            return problem(
                    bind.getProperty().getName().toString(), bind.getProperty().getValue(), bind);
        }
        Throwable reason = NestedExceptionUtils.getMostSpecificCause(failure);
        return reason instanceof SettingCheck.OutOfRangeException ? reason.getMessage() : null;
    }

    private static @Nullable String problem(String property, @Nullable Object value, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionFailedException conversion) {
                Class<?> type = conversion.getTargetType().getObjectType();
                return SettingCheck.message(property, expected(type), String.valueOf(value));
            }
        }
        return null;
    }

    private static String expected(Class<?> type) {
        return type.isEnum()
                ? "one of " + Arrays.toString(type.getEnumConstants())
                : EXPECTED.getOrDefault(type, "a " + type.getSimpleName());
    }
}
