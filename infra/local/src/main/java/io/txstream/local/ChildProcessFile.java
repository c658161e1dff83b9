package io.txstream.local;

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

/**
 * Notes every process of a run in a file, so that the next run can end those that a killed runner left behind. A process
 * is ended only if it started when the noted one did: ids are used again.
 */
final class ChildProcessFile {
    private static final Duration GRACE = Duration.ofSeconds(8);

    /** The system clock's steps show in the start times that Linux reports. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Path file;

    ChildProcessFile(Path file) {
        this.file = file;
    }

    /** One line for each process: role, id, start in milliseconds since 1970. */
    synchronized void note(Role role, ProcessHandle child) {
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

    /**
     * Ends what still runs of the processes noted, services before what they stand on, and forgets them all.
     *
     * @return how many there were
     */
    synchronized int endLeftovers() {
        int ended = 0;
        for (Role role : List.of(Role.SERVICE, Role.INFRASTRUCTURE)) {
            List<ProcessHandle> leftovers = alive(role);
            leftovers.forEach(ProcessHandle::destroy);
            awaitExit(leftovers);
            leftovers.forEach(ProcessHandle::destroyForcibly);
            ended += leftovers.size();
        }
        clear();
        return ended;
    }

    /** Forgets them all: none runs. */
    synchronized void clear() {
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
                        .filter(start -> Math.abs(start.toEpochMilli() - startMs) <= TOLERANCE.toMillis())
                        .isPresent());
    }

    private static void awaitExit(List<ProcessHandle> processes) {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, GRACE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The services end first, since they finish their work with the infrastructure's help. */
    enum Role {
        SERVICE,
        INFRASTRUCTURE
    }
}
