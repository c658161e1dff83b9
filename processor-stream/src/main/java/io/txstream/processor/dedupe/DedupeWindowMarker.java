package io.txstream.processor.dedupe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the retention of the seen store in a file. Deletes the local stores when the retention has changed, which
 * happens with the dedupe window, so that they are restored.
 *
 * <p>Kafka Streams derives the segments of a window store, and the names of their directories, from the retention. With
 * another retention it would open new, empty segments and treat them as complete because of the checkpoint file. See
 * infra/decisions/006.
 */
public final class DedupeWindowMarker {

    private static final Logger LOG = LoggerFactory.getLogger(DedupeWindowMarker.class);

    private static final Pattern TASK_DIRECTORY = Pattern.compile("\\d+_\\d+");

    private final Path application;
    private final Path file;
    private final String retention;

    /**
     * Creates a marker. Its file is next to the application's directory, since that directory is deleted with the
     * stores.
     *
     * @param stateDir the state directory of Kafka Streams; created if it does not exist
     */
    public DedupeWindowMarker(Path stateDir, String applicationId, Duration window) {
        this.application = stateDir.resolve(applicationId);
        this.file = stateDir.resolve(applicationId + ".dedupe-window");
        this.retention = SeenStore.retention(window).toString();
    }

    /**
     * Deletes the local stores if they were created with another or an unknown window, and records the current window.
     * Called before the stream starts, which then restores them from their changelog topics.
     *
     * @param deleteStores deletes the local stores
     * @throws ProcessorStateException if the file cannot be read or written
     */
    public void rebuildIfWindowChanged(Runnable deleteStores) {
        try {
            String built = Files.exists(file) ? Files.readString(file) : "unknown";
            if (hasStores() && !built.equals(retention)) {
                LOG.atWarn()
                        .addKeyValue("retention", retention)
                        .addKeyValue("built_with", built)
                        .log("the retention of the seen store changed; rebuilding the local stores");
                deleteStores.run();
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, retention);
        } catch (IOException e) {
            throw new ProcessorStateException("cannot read or write " + file, e);
        }
    }

    private boolean hasStores() throws IOException {
        if (Files.notExists(application)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(application)) {
            return entries.anyMatch(entry ->
                    TASK_DIRECTORY.matcher(entry.getFileName().toString()).matches());
        }
    }
}
