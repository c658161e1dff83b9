package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class StartupFailureReporterTest {

    @Test
    void printsProblemAndRemedyAsTwoSentences() {
        assertThat(line("the broker does not answer", "start the broker"))
                .isEqualTo("Cannot start: the broker does not answer. Start the broker.");
    }

    @Test
    void omitsARemedyThatIsEmpty() {
        assertThat(line("a.b (A_B) must be 1 to 2, but is 3", ""))
                .isEqualTo("Cannot start: a.b (A_B) must be 1 to 2, but is 3.");
    }

    @Test
    void joinsSeveralLines() {
        assertThat(line("Web server failed to start.\nPort 8000 was already in use.\n", "Use\n\n another port."))
                .isEqualTo("Cannot start: Web server failed to start. Port 8000 was already in use. Use another port.");
    }

    private static String line(String problem, String remedy) {
        return StartupFailureReporter.line(new FailureAnalysis(problem, remedy, new IllegalStateException()));
    }
}
