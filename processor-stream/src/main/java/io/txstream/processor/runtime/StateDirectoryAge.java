package io.txstream.processor.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the age of the local stores the time since they were last used. Kafka Streams deletes directories at its start
 * that were not modified for {@link StreamsSettings#MAX_STATE_AGE} (KIP-1259). But the stores write into directories
 * below, so the modification time stays that of the first start, and every later start would rebuild the stores.
 *
 * <p>Stops after the stream. After a crash the directories look older than they are, which is safe: an exactly-once
 * store that was not closed is rebuilt anyway.
 */
public final class StateDirectoryAge implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectoryAge.class);

    private final Path application;
    private final InstantSource clock;
    private volatile boolean running;

    /**
     * @param application the directory of the application, with one directory for each task; may be missing
     */
    public StateDirectoryAge(Path application, InstantSource clock) {
        this.application = application;
        this.clock = clock;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        try (Stream<Path> entries = Files.list(application)) {
            List<Path> directories = entries.filter(Files::isDirectory).toList();
            for (Path directory : directories) {
                Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
            }
        } catch (IOException e) {
            LOG.warn("cannot set the time of the state directories; a later start may rebuild the stores", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the stream at the start, and after it at the stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1;
    }
}
