package io.txstream.embedded.postgres;

import io.txstream.embedded.process.Directories;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The programs of Postgres, unpacked below the directory of the one server that uses them. Servers and users do not
 * share them, for two reasons: other users may be unable to read the files that root unpacked, and a process that runs
 * one of these programs is known to belong to this server.
 */
final class PostgresPrograms {

    private final Path home;

    private PostgresPrograms(Path home) {
        this.home = home;
    }

    /** Unpacks the programs below a directory, unless an earlier call did. */
    static PostgresPrograms in(Path directory) {
        try {
            Path home = directory.resolve("programs-" + PostgresArchive.fingerprint());
            if (!Files.isDirectory(home)) {
                Path unfinished = directory.resolve("programs.unfinished");
                Directories.delete(unfinished);
                PostgresArchive.unpack(Files.createDirectories(unfinished));
                Files.move(unfinished, home);
            }
            return new PostgresPrograms(home.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack Postgres in " + directory, e);
        }
    }

    /**
     * Returns the command line that runs a program. Postgres refuses to run as root. For root, the program runs in a
     * user namespace of its own: there it is an unprivileged user that can still use root's files.
     */
    List<String> command(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    /** Returns every process that runs one of the programs. */
    List<ProcessHandle> running() {
        return ProcessHandle.allProcesses().filter(this::runsOne).toList();
    }

    private boolean runsOne(ProcessHandle process) {
        Optional<String> command = process.info().command();
        return command.isPresent() && Path.of(command.get()).startsWith(home);
    }
}
