package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The start of a service that is expected to end with an error. */
final class FailingStart {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final ServiceSpec spec;
    private final ServiceProcess service;
    private final CompletableFuture<Integer> exitCode;

    /** Launches the service. */
    FailingStart(ServiceSpec spec) {
        this.spec = spec;
        service = new ServiceProcess(spec, true);
        exitCode = service.launch().onExit();
    }

    String log() {
        return logOf(spec);
    }

    /** Asserts that it ends with exit code 1 and without a stack trace, and that its last error contains the reason. */
    void assertRefused(String reason) {
        try (service) {
            assertThat(exitCode).succeedsWithin(TIMEOUT).isEqualTo(1);
        }
        List<String> errors = log().lines()
                .filter(line -> line.contains("\"level\":\"ERROR\""))
                .toList();
        assertThat(errors).as(log()).isNotEmpty().last().asString().contains(reason);
        assertThat(log().lines().filter(line -> line.contains("\"stack_trace\"")))
                .isEmpty();
    }

    /** Returns the log of a service so far. */
    static String logOf(ServiceSpec spec) {
        try {
            return Files.readString(spec.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
