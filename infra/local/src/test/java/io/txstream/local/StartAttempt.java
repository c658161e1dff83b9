package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The start of a service that is expected to end by itself. */
final class StartAttempt {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ServiceSpec spec;
    private final ServiceProcess service;
    private final CompletableFuture<Integer> exitCode;

    /** Launches it. */
    StartAttempt(ServiceSpec spec) {
        this.spec = spec;
        service = new ServiceProcess(spec, true);
        exitCode = service.launch().onExit();
    }

    String log() {
        return logOf(spec);
    }

    /** It ends with exit code 1, and its last error says why; no stack trace anywhere. */
    void assertRefused(String why) {
        try (service) {
            assertThat(exitCode).succeedsWithin(PATIENCE).isEqualTo(1);
        }
        List<String> errors = log().lines()
                .filter(line -> line.contains("\"level\":\"ERROR\""))
                .toList();
        assertThat(errors).as(log()).isNotEmpty().last().asString().contains(why);
        assertThat(log()).doesNotContain("\"stack_trace\"");
    }

    /** All that a service has logged so far. */
    static String logOf(ServiceSpec spec) {
        try {
            return Files.readString(spec.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
