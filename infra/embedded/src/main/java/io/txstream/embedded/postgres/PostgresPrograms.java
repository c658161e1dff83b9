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
 * The programs of Postgres, unpacked below the directory of the one server that uses them. They are not shared with
 * other servers or users: what root unpacked, others need not be able to read, and a process that runs one of these
 * programs belongs to this server for sure.
 */
final class PostgresPrograms {
    private final Path home;

    private PostgresPrograms(Path home) {
        this.home = home;
    }

    /** Unpacks them unless that was done before. */
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
     * A command line for one of them. Postgres refuses to run as root; there it gets a user namespace of its own in which
     * root is nobody special, and which lets it use root's files still.
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

    /** Every living process that runs one of them. */
    List<ProcessHandle> running() {
        return ProcessHandle.allProcesses().filter(this::runsOne).toList();
    }

    private boolean runsOne(ProcessHandle process) {
        Optional<String> command = process.info().command();
        return command.isPresent() && Path.of(command.get()).startsWith(home);
    }
}
