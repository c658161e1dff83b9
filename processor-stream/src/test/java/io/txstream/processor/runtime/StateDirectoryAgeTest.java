package io.txstream.processor.runtime;

import static io.txstream.processor.runtime.Threads.task;
import static io.txstream.processor.runtime.Threads.thread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryAgeTest {

    private static final Instant NOW = Instant.parse("2025-10-29T10:30:00Z");

    @TempDir
    Path directory;

    private Instant now = NOW;

    /** A stop also refreshed what another instance has been using for days. */
    @Test
    void onlyATaskThatRunsHereUsesItsDirectory() throws IOException {
        Path used = directory("0_3");
        Path elsewhere = directory("0_4");
        new StateDirectoryAge(directory, () -> now).used(running(3));
        assertThat(time(used)).isEqualTo(NOW);
        assertThat(time(elsewhere)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aTaskThatGoesOnRunningKeepsItsDirectoryYoung() throws IOException {
        Path used = directory("0_3");
        var age = new StateDirectoryAge(directory, () -> now);
        age.used(running(3));
        now = NOW.plusSeconds(59);
        age.used(running(3));
        assertThat(time(used)).isEqualTo(NOW);
        now = NOW.plusSeconds(60);
        age.used(running(3));
        assertThat(time(used)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void aDirectoryThatIsMissingIsNoProblem() {
        assertThatCode(() -> new StateDirectoryAge(directory, () -> now).used(running(3)))
                .doesNotThrowAnyException();
    }

    private Path directory(String task) throws IOException {
        Path created = Files.createDirectory(directory.resolve(task));
        Files.setLastModifiedTime(created, FileTime.from(Instant.EPOCH));
        return created;
    }

    private static Instant time(Path path) throws IOException {
        return Files.getLastModifiedTime(path).toInstant();
    }

    private static List<ThreadMetadata> running(int partition) {
        return List.of(thread("a", task(new TopicPartition("received", partition), 0, 0)));
    }
}
