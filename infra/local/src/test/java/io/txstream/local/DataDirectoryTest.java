package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path parent;

    @Test
    void isCreatedIfItDoesNotExist() throws IOException {
        Path path = parent.resolve("not/yet");

        DataDirectory.open(path).close();
        DataDirectory.open(path).close();

        assertThat(path).isDirectory();
    }

    @Test
    void isLockedByOneRunnerAtATime() throws IOException {
        try (DataDirectory locked = DataDirectory.open(parent)) {
            assertThatThrownBy(() -> DataDirectory.open(parent))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageStartingWith("Another infra/run uses %s (process %d)."
                            .formatted(parent, ProcessHandle.current().pid()));
            assertThat(locked).isNotNull();
        }
    }

    @Test
    void namesAFileInPlaceOfTheDirectory() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("The data directory %s cannot be used: %s is a file. Choose another with --data."
                        .formatted(file, file));
    }

    @Test
    void namesTheUserWhoMayNotWrite() {
        assertThat(FileProblems.describe(new AccessDeniedException("/data")))
                .isEqualTo("/data is not writable by " + System.getProperty("user.name"));
    }

    @Test
    void clearsTheContentOfEarlierRunsOnly() throws IOException {
        try (DataDirectory data = DataDirectory.open(parent)) {
            Files.createDirectories(parent.resolve("kafka/data/topic"));
            Path foreign = Files.createFile(parent.resolve("precious"));

            data.clear();

            assertThat(parent.resolve("kafka")).doesNotExist();
            assertThat(foreign).exists();
        }
    }

    @Test
    void clearsLinksButNotTheirTargets() throws IOException {
        Path foreign = Files.createDirectories(parent.resolve("elsewhere/precious"));
        try (DataDirectory data = DataDirectory.open(parent.resolve("data"))) {
            Files.createSymbolicLink(parent.resolve("data/kafka"), parent.resolve("elsewhere"));

            data.clear();

            assertThat(foreign).exists();
            assertThat(parent.resolve("data/kafka")).doesNotExist();
        }
    }

    @Test
    void keepsTheLogsOfThePreviousRun() throws IOException {
        try (DataDirectory data = DataDirectory.open(parent)) {
            Path log = Files.createDirectories(parent.resolve("logs")).resolve("kafka.log");
            Files.writeString(log, "older");
            data.rotateLogs();
            Files.writeString(log, "old");
            data.rotateLogs();

            assertThat(log).doesNotExist();
            assertThat(Path.of(log + ".1")).hasContent("old");
        }
    }
}
