package io.txstream.service;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Reports a broker that refuses this service, or does not answer during a start, as a problem and a remedy instead of a
 * stack trace. Any bean that asks the broker while it is created can fail so.
 */
final class KafkaProblemAnalyzer implements FailureAnalyzer {

    static final String GRANT =
            "grant the service's user the rights that .github/SECURITY.md lists under Kafka permissions";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            FailureAnalysis analysis = analyzeOne(cause);
            if (analysis != null) {
                return analysis;
            }
        }
        return null;
    }

    private static @Nullable FailureAnalysis analyzeOne(Throwable cause) {
        if (cause instanceof SslAuthenticationException) {
            return analysis(
                    "the TLS connection to the broker failed",
                    cause,
                    "check SPRING_KAFKA_SSL_*: the broker's certificate must name its host, and the trust store must"
                            + " hold the authority that signed it");
        }
        if (cause instanceof AuthenticationException) {
            return analysis(
                    "the broker refuses the credentials of this service",
                    cause,
                    "check SPRING_KAFKA_SECURITY_PROTOCOL, and user and password in SPRING_KAFKA_PROPERTIES_SASL_*");
        }
        if (cause instanceof AuthorizationException) {
            return analysis("the broker denies this service a right", cause, GRANT);
        }
        if (cause instanceof ConfigException) {
            return analysis(
                    "a setting of the Kafka clients is wrong",
                    cause,
                    "check SPRING_KAFKA_SECURITY_*, SPRING_KAFKA_SSL_* and SPRING_KAFKA_PROPERTIES_*");
        }
        if (cause instanceof RetriableException) {
            return analysis(
                    "the broker stopped answering during the start", cause, "check the brokers, and start again");
        }
        return null;
    }

    private static FailureAnalysis analysis(String problem, Throwable cause, String remedy) {
        return new FailureAnalysis(problem + " (" + cause.getMessage() + ")", remedy, cause);
    }
}
