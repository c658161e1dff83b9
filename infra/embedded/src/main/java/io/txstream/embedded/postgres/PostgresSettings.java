package io.txstream.embedded.postgres;

import io.txstream.embedded.process.Ports;
import java.nio.file.Path;

/**
 * How to run a {@link PostgresServer}.
 *
 * @param directory holds the program (75 MB, unpacked at the first start) and the data, which are kept
 * @param port to listen on
 * @param log takes the server's output
 * @param diesWithJvm whether the server is killed when this JVM exits
 */
public record PostgresSettings(Path directory, int port, Path log, boolean diesWithJvm) {

    public PostgresSettings {
        directory = directory.toAbsolutePath();
    }

    /** A server for tests on a free port, which ends with this JVM at the latest. */
    public static PostgresSettings in(Path directory) {
        return new PostgresSettings(directory, Ports.free(), directory.resolve("postgres.log"), true);
    }

    public PostgresSettings withPort(int newPort) {
        return new PostgresSettings(directory, newPort, log, diesWithJvm);
    }

    public PostgresSettings withLog(Path newLog) {
        return new PostgresSettings(directory, port, newLog, diesWithJvm);
    }
}
