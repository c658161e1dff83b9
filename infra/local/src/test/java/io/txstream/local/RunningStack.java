package io.txstream.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** One stack for all tests of the module, of the very processes that {@code infra/run} starts. Ends with this JVM. */
final class RunningStack {

    /** Long enough to see a transaction wait, short enough to wait for it. */
    static final Duration DELAY = Duration.ofSeconds(3);

    private static final LocalStack STACK = start();

    private RunningStack() {}

    static LocalStack get() {
        return STACK;
    }

    private static LocalStack start() {
        try {
            Path root = Path.of("../..").toAbsolutePath().normalize();
            var stack = new LocalStack(StackSettings.in(root, Files.createTempDirectory("stack-it"), DELAY));
            stack.start();
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
