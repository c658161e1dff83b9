package io.txstream.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Which stack to run.
 *
 * @param root the project's directory, where the built jars are
 * @param data where broker, database and stores keep their data, and where the logs go
 * @param ports to listen on
 * @param delay between the receipt of a transaction and its processing
 * @param diesWithJvm whether all processes are killed when this JVM exits
 */
public record StackSettings(Path root, Path data, StackPorts ports, Duration delay, boolean diesWithJvm) {

    /** For tests: on free ports, and gone with this JVM at the latest. */
    public static StackSettings in(Path root, Path data, Duration delay) {
        return new StackSettings(root.toAbsolutePath(), data.toAbsolutePath(), StackPorts.free(), delay, true);
    }

    Path logs() {
        return data.resolve("logs");
    }
}
