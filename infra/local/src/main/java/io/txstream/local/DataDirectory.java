package io.txstream.local;

import io.txstream.embedded.process.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a stack keeps everything, held by one runner at a time. Only a directory that was empty, or that bears the mark
 * of an earlier run, is ever written to or cleared.
 */
final class DataDirectory implements AutoCloseable {
    private static final String MARK = "made-by-infra-run";
    private static final List<String> CONTENT = List.of("kafka", "postgres", "state", "logs");

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes hold of it, and makes it where it does not exist.
     *
     * @throws StartRefusedException if it is somebody else's, in use, or cannot be written
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
            throw new StartRefusedException("The data directory %s cannot be used: %s".formatted(path, e));
        }
    }

    private Path logs() {
        return path.resolve("logs");
    }

    /** Deletes all that runs have left, and nothing else that may lie there. */
    void clear() throws IOException {
        for (String name : CONTENT) {
            Directories.delete(path.resolve(name));
        }
    }

    /** Gives every log of the run before the suffix {@code .1}; the ones that had it are lost. */
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
                        "%s holds files that infra/run did not make; name an empty directory with --data."
                                .formatted(path));
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException heldByThisJvm) {
            // Told below.
        }
        channel.close();
        throw new StartRefusedException(
                "Another infra/run uses %s; end it, or name another directory with --data.".formatted(path));
    }
}
