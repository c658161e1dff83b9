package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.embedded.process.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a stack's data and logs, locked by one runner at a time. A runner writes only to a directory that
 * was empty, or that a runner marked before.
 */
final class DataDirectory implements AutoCloseable {

    /** The lock file. It holds the process id of the runner that locked it last. */
    private static final String MARK = "made-by-infra-run";

    private static final List<String> CONTENT = List.of("kafka", "postgres", "state", "logs");

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Locks a directory. Creates it if it does not exist.
     *
     * @throws StartRefusedException if it holds other files, is locked, or cannot be written
     */
    static DataDirectory open(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            if (Files.notExists(path.resolve(MARK))) {
                refuseForeign(path);
                Files.createFile(path.resolve(MARK));
            }
            return new DataDirectory(path, lock(path));
        } catch (IOException e) {
            throw new StartRefusedException("The data directory %s cannot be used: %s. Choose another with --data."
                    .formatted(path, FileProblems.describe(e)));
        }
    }

    private Path logs() {
        return path.resolve("logs");
    }

    /** Deletes the data and logs of earlier runs, and no other files. */
    void clear() throws IOException {
        for (String name : CONTENT) {
            Directories.delete(path.resolve(name));
        }
    }

    /** Renames every log of the previous run with the suffix {@code .1}. Replaces the logs that had it. */
    void rotateLogs() throws IOException {
        Files.createDirectories(logs());
        try (Stream<Path> files = Files.list(logs())) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.move(log, Path.of(log + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static void refuseForeign(Path path) throws IOException {
        try (Stream<Path> content = Files.list(path)) {
            if (content.findAny().isPresent()) {
                throw new StartRefusedException(
                        "%s holds files that infra/run did not create. Choose an empty directory with --data."
                                .formatted(path));
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        Path mark = path.resolve(MARK);
        FileChannel channel = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isLocked(channel)) {
            channel.truncate(0);
            int unused = channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return channel;
        }
        channel.close();
        String owner = Files.readString(mark).strip();
        throw new StartRefusedException("Another infra/run uses %s%s. Stop it, or choose another directory with --data."
                .formatted(path, owner.isEmpty() ? "" : " (process " + owner + ")"));
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException lockedByThisJvm) {
            return false;
        }
    }
}
