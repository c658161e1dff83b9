package io.txstream.embedded.postgres;

import io.txstream.embedded.process.Ports;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of a {@link PostgresServer}.
 *
 * @param directory of the programs (75 MB, unpacked at the first start) and the data; both are kept
 * @param port of the server
 * @param log file for the server's output
 * @param diesWithJvm whether the server is killed when this JVM exits
 */
public record PostgresSettings(Path directory, int port, Path log, boolean diesWithJvm) {

    /** The superuser, who connects without a password. */
    public static final String USER = "postgres";

    public static final String DATABASE = "transactions";

    /** Arguments of {@code initdb}: a locale of Postgres (since 17), so that the machine's do not decide the order. */
    public static final List<String> LOCALE =
            List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8");

    /**
     * The server's settings, each {@code name=value}. The first three are defaults, spelled out because the guarantees
     * depend on them: a committed transaction is on disk.
     */
    public static final List<String> CONFIGURATION = List.of(
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=50",
            "shared_buffers=64MB",
            "timezone=UTC",
            "log_timezone=UTC");

    public PostgresSettings {
        directory = directory.toAbsolutePath();
    }

    /** Returns settings for tests: a free port, and a server that is killed when this JVM exits. */
    public static PostgresSettings in(Path directory) {
        return new PostgresSettings(directory, Ports.free(), directory.resolve("postgres.log"), true);
    }

    public PostgresSettings withPort(int newPort) {
        return new PostgresSettings(directory, newPort, log, diesWithJvm);
    }

    Path dataDirectory() {
        return directory.resolve("data");
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /** Returns the R2DBC URL without the user: R2DBC expects {@link #USER} as a separate setting. */
    public String r2dbcUrl() {
        return "r2dbc:postgresql://127.0.0.1:" + port + "/" + DATABASE;
    }
}
