package io.txstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.Directories;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/**
 * An executable jar with its libraries beside it instead of inside it, unpacked by Spring Boot's tools
 * ({@code -Djarmode=tools}). A service that loads its libraries from inside its jar needs about 14 % more CPU
 * to start.
 */
final class UnpackedJar {

    private static final String PREFIX = "unpacked-";
    private static final String UNFINISHED_PREFIX = "unpacking-";

    /** Another user may start the services too. Temporary directories are private to their owner. */
    private static final Set<PosixFilePermission> READABLE_BY_ALL = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path jar;
    private final Path directory;
    private final Path log;

    /**
     * @param jar the packed jar
     * @param log file for the output of the tools
     */
    UnpackedJar(Path jar, Path log) {
        this.jar = jar;
        directory = jar.resolveSibling("");
        this.log = log;
    }

    /** Returns the jar to run, unpacked once per build. Returns the packed jar if its directory is not writable. */
    Path get() {
        Path unpacked = directory.resolve(PREFIX + fingerprint());
        synchronized (UnpackedJar.class) {
            if (Files.notExists(unpacked)) {
                if (!Files.isWritable(directory)) {
                    return jar;
                }
                unpackUnlessDone(unpacked);
            }
        }
        return unpacked.resolve(jar.getFileName());
    }

    /**
     * Returns a hash of the jar's table of contents, which holds a checksum of each entry. The time of the file cannot
     * tell two builds apart: builds are reproducible, so Spring Boot sets it to project.build.outputTimestamp.
     */
    private String fingerprint() {
        var contents = new CRC32();
        try (var file = new ZipFile(jar.toFile())) {
            file.stream()
                    .map(entry -> entry.getName() + entry.getCrc())
                    .forEachOrdered(entry -> contents.update(entry.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
        return Long.toHexString(contents.getValue());
    }

    /** Unpacks under a lock, since another infra/run can start at the same time. A killed one releases its lock. */
    private void unpackUnlessDone(Path target) {
        Path lock = directory.resolve("unpack.lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            if (Files.notExists(target)) {
                deleteOthers();
                unpack(target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + jar + ": " + FileProblems.describe(e), e);
        }
    }

    private void unpack(Path target) throws IOException {
        Path unfinished = Files.createTempDirectory(directory, UNFINISHED_PREFIX);
        List<String> arguments = List.of("extract", "--force", "--destination", unfinished.toString());
        List<String> command = JavaCommand.ofJar(jar, List.of("-Djarmode=tools", "-XX:TieredStopAtLevel=1"), arguments);
        ChildProcess.start(new ProcessSpec("unpacking", command, Map.of(), log, true))
                .awaitSuccess();
        Files.setPosixFilePermissions(unfinished, READABLE_BY_ALL);
        Files.move(unfinished, target);
    }

    /** Deletes what earlier builds and killed runs have left, unless a process still runs from it. */
    private void deleteOthers() throws IOException {
        List<String> commands = ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .toList();
        try (Stream<Path> siblings = Files.list(directory)) {
            for (Path sibling : siblings.toList()) {
                String name = sibling.getFileName().toString();
                boolean ours = name.startsWith(PREFIX) || name.startsWith(UNFINISHED_PREFIX);
                if (ours && commands.stream().noneMatch(command -> command.contains("/" + name + "/"))) {
                    Directories.delete(sibling);
                }
            }
        }
    }
}
