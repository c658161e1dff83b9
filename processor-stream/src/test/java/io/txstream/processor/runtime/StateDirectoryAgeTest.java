package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryAgeTest {

    private static final Instant NOW = Instant.parse("2025-10-29T10:30:00Z");

    @TempDir
    Path directory;

    @Test
    void aStopIsTheLastUse() throws IOException {
        Path task = Files.createDirectories(directory.resolve("app").resolve("0_3"));
        Files.setLastModifiedTime(task, FileTime.from(Instant.EPOCH));
        var age = new StateDirectoryAge(directory.resolve("app"), () -> NOW);
        age.start();
        assertThat(Files.getLastModifiedTime(task).toInstant()).isEqualTo(Instant.EPOCH);
        age.stop();
        assertThat(Files.getLastModifiedTime(task).toInstant()).isEqualTo(NOW);
    }

    @Test
    void aStopWithoutStoresIsNoProblem() {
        assertThatCode(() -> new StateDirectoryAge(directory.resolve("missing"), () -> NOW).stop())
                .doesNotThrowAnyException();
    }
}
