package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.embedded.process.ChildProcess;
import io.txstream.embedded.process.JavaCommand;
import io.txstream.embedded.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedJarIT {

    @TempDir
    private Path directory;

    private Path jar = Path.of("");

    @BeforeEach
    void copyAJar() throws IOException {
        jar = Files.copy(Path.of("../../status-query/target/status-query.jar"), directory.resolve("service.jar"));
    }

    @Test
    void twoProcessesUnpackAtOnceAndBothSucceed() throws IOException {
        ChildProcess one = unpackInAProcess("one");
        ChildProcess other = unpackInAProcess("other");
        one.awaitSuccess();
        other.awaitSuccess();

        assertThat(entries("unpack")).hasSize(2).anyMatch("unpack.lock"::equals);
        assertThat(unpackedDirectory().resolve("service.jar")).isRegularFile();
        assertThat(Files.getPosixFilePermissions(unpackedDirectory())).hasSize(7);
    }

    @Test
    void deletesWhatEarlierBuildsAndKilledRunsLeft() throws IOException {
        Files.createDirectories(directory.resolve("unpacking-1"));
        Files.createDirectories(directory.resolve("unpacked-old"));

        Path unpacked = new UnpackedJar(jar, directory.resolve("log")).get();

        assertThat(unpacked).isRegularFile();
        assertThat(entries("unpack"))
                .containsExactlyInAnyOrder(
                        "unpack.lock", unpackedDirectory().getFileName().toString());
    }

    @Test
    void keepsWhatAProcessRunsFrom() throws IOException {
        Path inUse = Files.createDirectories(directory.resolve("unpacked-old"));
        List<String> command = List.of(
                "sh", "-c", "sleep 60; :", "sh", inUse.resolve("service.jar").toString());
        ChildProcess service =
                ChildProcess.start(new ProcessSpec("old", command, Map.of(), directory.resolve("old.log"), true));
        try {
            new UnpackedJar(jar, directory.resolve("log")).get();
            assertThat(inUse).isDirectory();
        } finally {
            service.kill();
        }
    }

    private ChildProcess unpackInAProcess(String name) {
        List<String> command = JavaCommand.ofMainClass(Unpack.class.getName(), List.of(), List.of(jar.toString()));
        return ChildProcess.start(new ProcessSpec(name, command, Map.of(), directory.resolve(name + ".log"), true));
    }

    private Path unpackedDirectory() throws IOException {
        return directory.resolve(entries("unpacked-").get(0));
    }

    private List<String> entries(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }

    /** The program of a process that unpacks a jar. */
    static final class Unpack {

        private Unpack() {}

        public static void main(String... arguments) {
            new UnpackedJar(Path.of(arguments[0]), Path.of(arguments[0] + ".log")).get();
        }
    }
}
