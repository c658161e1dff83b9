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
    void endsProcessesThatAnEarlierRunLeftBehind() {
        new ChildProcessFile(file).add(Role.SERVICE, child.toHandle());

        var children = new ChildProcessFile(file);
        assertThat(children.leftovers()).containsExactly(child.toHandle());
        children.endLeftovers();

        assertThat(child.isAlive()).isFalse();
        assertThat(file).doesNotExist();
    }

    @Test
    void keepsAnotherProcessWithTheSameId() throws IOException {
        Files.writeString(file, "SERVICE " + child.pid() + " 1700000000000\n");

        var children = new ChildProcessFile(file);
        assertThat(children.leftovers()).isEmpty();
        children.endLeftovers();

        assertThat(child.isAlive()).isTrue();
    }

    @Test
    void listsNoProcessWithoutAnEarlierRun() {
        assertThat(new ChildProcessFile(file).leftovers()).isEmpty();
    }
}
