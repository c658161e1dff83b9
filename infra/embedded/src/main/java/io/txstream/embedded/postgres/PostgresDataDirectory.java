package io.txstream.embedded.postgres;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.ProcessSpec;
import io.txstream.embedded.process.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The data directory of one server: created once, and cleared of processes that an earlier, killed server left. */
final class PostgresDataDirectory {

    private static final List<String> INITDB = List.of("--auth=trust", "--username=" + PostgresSettings.USER);

    private static final List<String> LOOPBACK_ONLY = List.of("listen_addresses=127.0.0.1", "unix_socket_directories=");

    private final PostgresSettings settings;
    private final PostgresPrograms programs;
    private final Path data;

    PostgresDataDirectory(PostgresSettings settings) {
        this.settings = settings;
        programs = PostgresPrograms.in(settings.directory());
        data = settings.dataDirectory();
    }

    /** Returns the process to start. Creates the data directory where it does not exist. */
    ProcessSpec prepare() {
        endLeftovers();
        if (!Files.isDirectory(data)) {
            initialize();
        }
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", "" + settings.port()));
        Stream.of(LOOPBACK_ONLY, PostgresSettings.CONFIGURATION)
                .flatMap(List::stream)
                .forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return spec("postgres", programs.command("postgres", arguments));
    }

    /** Kills the orphans of a killed postmaster: while they hold its shared memory, the next one refuses to start. */
    private void endLeftovers() {
        Processes.kill(programs.running());
    }

    private void initialize() {
        Path unfinished = settings.directory().resolve("data.unfinished");
        try {
            Directories.delete(unfinished);
            List<String> arguments = new ArrayList<>(INITDB);
            arguments.addAll(PostgresSettings.LOCALE);
            arguments.add("--pgdata=" + unfinished);
            ChildProcess.start(spec("initdb", programs.command("initdb", arguments)))
                    .awaitSuccess();
            Files.move(unfinished, data);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the database cluster " + data, e);
        }
    }

    private ProcessSpec spec(String name, List<String> command) {
        return new ProcessSpec(name, command, Map.of("LC_ALL", "C"), settings.log(), settings.diesWithJvm());
    }
}
