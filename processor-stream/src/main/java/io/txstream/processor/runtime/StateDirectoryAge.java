package io.txstream.processor.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Stream;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the age of a task's local stores the time since the task last ran on them. Kafka Streams deletes directories at
 * its start that were not modified for {@link StreamsSettings#MAX_STATE_AGE} (KIP-1259). But the stores write into
 * directories below, so the modification time stays that of the first start, and every later start would rebuild the
 * stores.
 *
 * <p>A start opens all local stores, also those of tasks that run elsewhere. Their directories keep their age. Used by
 * the watchdog's thread.
 */
final class StateDirectoryAge {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectoryAge.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Path application;
    private final SteadyTime time;
    private Instant next = Instant.MIN;

    /**
     * @param application the directory of the application, with one directory for each task; may be missing
     * @param time stamps the directories. By a wall clock that is ahead for a while, they would look young for as long
     */
    StateDirectoryAge(Path application, SteadyTime time) {
        this.application = application;
        this.time = time;
    }

    /** Updates the time of the directories of running tasks. Calls within a minute of the last one do nothing. */
    void used(Collection<ThreadMetadata> threads) {
        Instant now = Instant.ofEpochMilli(time.milliseconds());
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(INTERVAL);
        threads.stream()
                .flatMap(thread -> Stream.concat(thread.activeTasks().stream(), thread.standbyTasks().stream()))
                .map(TaskMetadata::taskId)
                .forEach(task -> touch(application.resolve(task.toString()), now));
    }

    private static void touch(Path directory, Instant now) {
        try {
            Files.setLastModifiedTime(directory, FileTime.from(now));
        } catch (NoSuchFileException e) {
            LOG.debug("a task has just been closed", e);
        } catch (IOException e) {
            LOG.warn("cannot set the time of a state directory; a later start may rebuild its stores", e);
        }
    }
}
