package io.txstream.local;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.postgres.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One stack for all tests of this module, as {@code infra/run} starts it. It ends with this JVM. */
final class RunningStack {

    /** Long enough to observe {@code PROCESSING}, short enough to wait for {@code PROCESSED}. */
    static final Duration DELAY = Duration.ofSeconds(3);

    private static final StackSettings SETTINGS = settings();
    private static final TestStack STACK = TestStack.started(SETTINGS);

    private RunningStack() {}

    static LocalStack get() {
        return STACK.processes();
    }

    static Broker broker() {
        return STACK.broker();
    }

    static Database database() {
        return STACK.database();
    }

    /** Returns what the processor has logged. */
    static List<String> processorLog() {
        try {
            return Files.readAllLines(SETTINGS.logs().resolve(Service.PROCESSOR_STREAM.module() + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StackSettings settings() {
        try {
            Path data = Files.createTempDirectory("stack-it");
            return new StackSettings(Path.of("../.."), data, StackLayout.onFreePorts(1, StackLayout.ofEach(1)), true)
                    .withDelay(DELAY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
