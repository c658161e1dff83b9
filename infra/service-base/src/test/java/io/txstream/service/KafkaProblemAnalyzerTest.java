package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class KafkaProblemAnalyzerTest {

    @Test
    void namesWrongCredentials() {
        assertThat(line(new SaslAuthenticationException("Invalid username or password")))
                .startsWith("Cannot start: the broker refuses the credentials of this service"
                        + " (Invalid username or password). Check SPRING_KAFKA_SECURITY_PROTOCOL");
    }

    @Test
    void namesAFailedTlsConnection() {
        assertThat(line(new SslAuthenticationException("SSL handshake failed")))
                .contains("the TLS connection to the broker failed (SSL handshake failed). Check SPRING_KAFKA_SSL_*");
    }

    @Test
    void namesAMissingRight() {
        assertThat(line(new ClusterAuthorizationException("Cluster authorization failed.")))
                .contains("denies this service a right", "SECURITY.md");
    }

    @Test
    void namesABrokerThatStoppedAnswering() {
        assertThat(line(new TimeoutException("Call timed out"))).contains("stopped answering", "Call timed out");
    }

    @Test
    void leavesOtherFailuresToOthers() {
        assertThat(new KafkaProblemAnalyzer().analyze(new ExecutionException(new InvalidTopicException("any"))))
                .isNull();
    }

    private static String line(Throwable cause) {
        var failure = new IllegalStateException(new ExecutionException(cause));
        return StartupFailureReporter.line(Objects.requireNonNull(new KafkaProblemAnalyzer().analyze(failure)));
    }
}
