package io.txstream.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the dedupe window that the local stores were made with. Kafka Streams derives the segments of a window store,
 * and the names of their folders, from its retention: opened with another one it would find them empty, and believe that
 * they are whole. So local stores of another window are thrown away, and rebuilt from their changelog.
 */
final class DedupeWindowMarker {

    private static final Logger LOG = LoggerFactory.getLogger(DedupeWindowMarker.class);

    private final Path file;
    private final Duration window;

    /** Beside the folder of the application, which is what is thrown away. */
    DedupeWindowMarker(Path stateDir, String applicationId, Duration window) {
        this.file = stateDir.resolve(applicationId + ".dedupe-window");
        this.window = window;
    }

    /**
     * Called before the stream starts.
     *
     * @param cleanUp throws the local stores away
     */
    void settle(Runnable cleanUp) {
        try {
            if (Files.exists(file) && !Files.readString(file).equals(window.toString())) {
                LOG.warn("the dedupe window is {} now; the local stores are rebuilt", window);
                cleanUp.run();
            }
            Files.createDirectories(file.getParent());
            Files.writeString(file, window.toString());
        } catch (IOException e) {
            throw new ProcessorStateException("cannot read or write " + file, e);
        }
    }
}
