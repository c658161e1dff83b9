package io.txstream.processor.runtime;

import static io.txstream.processor.runtime.Threads.task;
import static io.txstream.processor.runtime.Threads.thread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryAgeTest {

    private static final Instant NOW = Instant.parse("2025-10-29T10:30:00Z"); // the start of ManualTime

    @TempDir
    Path directory;

    private final ManualTime system = new ManualTime();
    private final SteadyTime steady = new SteadyTime(system);

    /** A stop also refreshed what another instance has been using for days. */
    @Test
    void onlyATaskThatRunsHereUsesItsDirectory() throws IOException {
        Path used = directory("0_3");
        Path elsewhere = directory("0_4");
        new StateDirectoryAge(directory, steady).used(running(3));
        assertThat(time(used)).isEqualTo(NOW);
        assertThat(time(elsewhere)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void aTaskThatGoesOnRunningKeepsItsDirectoryYoung() throws IOException {
        Path used = directory("0_3");
        var age = new StateDirectoryAge(directory, steady);
        age.used(running(3));
        system.pass(59_000);
        age.used(running(3));
        assertThat(time(used)).isEqualTo(NOW);
        system.pass(1_000);
        age.used(running(3));
        assertThat(time(used)).isEqualTo(NOW.plusSeconds(60));
    }

    /** Such a directory looked young for a week, and nothing rebuilt its stores. */
    @Test
    void aWallClockThatStepsAheadMakesNoDirectoryYounger() throws IOException {
        Path used = directory("0_3");
        system.stepWall(Duration.ofDays(8).toMillis());
        new StateDirectoryAge(directory, steady).used(running(3));
        assertThat(time(used)).isEqualTo(NOW);
    }

    @Test
    void aDirectoryThatIsMissingIsNoProblem() {
        assertThatCode(() -> new StateDirectoryAge(directory, steady).used(running(3)))
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
