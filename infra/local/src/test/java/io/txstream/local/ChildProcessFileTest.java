package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.local.ChildProcessFile.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessFileTest {

    @TempDir
    private Path directory;

    private Path file;
    private Process child;

    @BeforeEach
    void start() throws IOException {
        file = directory.resolve("children");
        child = new ProcessBuilder("sleep", "60").start();
    }

    @AfterEach
    void stop() {
        child.destroyForcibly();
    }

    @Test
    void endsWhatAnEarlierRunLeftBehind() {
        new ChildProcessFile(file).note(Role.SERVICE, child.toHandle());

        assertThat(new ChildProcessFile(file).endLeftovers()).isEqualTo(1);

        assertThat(child.isAlive()).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void sparesAProcessThatOnlyHasTheSameId() throws IOException {
        Files.writeString(file, "SERVICE " + child.pid() + " 1700000000000\n");

        assertThat(new ChildProcessFile(file).endLeftovers()).isZero();

        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void hasNothingToEndWithoutAnEarlierRun() {
        assertThat(new ChildProcessFile(file).endLeftovers()).isZero();
    }
}
