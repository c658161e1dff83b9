package io.txstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One stack for all tests of this module, with the processes that {@code infra/run} starts. It ends with this JVM. */
final class RunningStack {

    /** Long enough to observe {@code PROCESSING}, short enough to wait for {@code PROCESSED}. */
    static final Duration DELAY = Duration.ofSeconds(3);

    private static final LocalStack STACK = start();

    private RunningStack() {}

    static LocalStack get() {
        return STACK;
    }

    private static LocalStack start() {
        try {
            Path data = Files.createTempDirectory("stack-it");
            var settings =
                    new StackSettings(Path.of("../.."), data, StackLayout.onFreePorts(1, StackLayout.ofEach(1)), true);
            var stack = new LocalStack(settings.withDelay(DELAY));
            stack.start();
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
