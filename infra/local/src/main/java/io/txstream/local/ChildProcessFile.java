package io.txstream.local;

import io.txstream.embedded.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A file that lists the processes of a run, so that the next run can end those that a killed runner left behind. A
 * process counts as listed only if its start time matches too, since systems reuse process ids. Thread-safe.
 */
final class ChildProcessFile {

    /** On Linux, reported start times change when the system clock is stepped. */
    private static final Duration START_TIME_TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    ChildProcessFile(Path file) {
        this.file = file;
    }

    /** Adds a process, as one line: role, process id, start time in milliseconds since 1970. */
    synchronized void add(Role role, ProcessHandle child) {
        Optional<Instant> start = child.info().startInstant();
        if (start.isEmpty()) {
            return;
        }
        String line = "%s %d %d%n".formatted(role, child.pid(), start.get().toEpochMilli());
        try {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the listed processes that still run. */
    synchronized List<ProcessHandle> leftovers() {
        return Stream.of(Role.values()).flatMap(role -> alive(role).stream()).toList();
    }

    /** Stops the listed processes, services first. Kills those that need too long, and deletes the file. */
    synchronized void endLeftovers() {
        for (Role role : Role.values()) {
            List<ProcessHandle> leftovers = alive(role);
            leftovers.forEach(ProcessHandle::destroy);
            awaitExit(leftovers);
            leftovers.forEach(ProcessHandle::destroyForcibly);
        }
        delete();
    }

    /** Kills the listed processes at once. Another thread may be in {@link #endLeftovers()}. */
    void killLeftovers() {
        Stream.of(Role.values()).flatMap(role -> alive(role).stream()).forEach(ProcessHandle::destroyForcibly);
    }

    /** Deletes the file, since no listed process runs. */
    synchronized void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ProcessHandle> alive(Role role) {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split(" "))
                    .filter(fields -> fields.length == 3 && fields[0].equals(role.name()))
                    .flatMap(fields -> find(Long.parseLong(fields[1]), Long.parseLong(fields[2])).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<ProcessHandle> find(long pid, long startMs) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .filter(start -> Math.abs(start.toEpochMilli() - startMs) <= START_TIME_TOLERANCE.toMillis())
                        .isPresent());
    }

    private static void awaitExit(List<ProcessHandle> processes) {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, ServerProcess.STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** What a process is for, in the order of stopping: services need the infrastructure to finish their work. */
    enum Role {
        SERVICE,
        INFRASTRUCTURE
    }
}
