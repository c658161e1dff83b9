package io.txstream.local.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What every client sent, looked up and received. Thread-safe: all clients add to it concurrently. */
final class History {

    private final Queue<SendAttempt> attempts = new ConcurrentLinkedQueue<>();
    private final Queue<Lookup> lookups = new ConcurrentLinkedQueue<>();
    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private volatile @Nullable String latestAcknowledgedId;

    void add(SendAttempt attempt) {
        attempts.add(attempt);
        String id = attempt.message().keyText();
        if (attempt.result().outcome() == Outcome.ACKNOWLEDGED && !InvalidRecords.isInvalidId(id) && !id.isEmpty()) {
            latestAcknowledgedId = id;
        }
    }

    void add(Lookup lookup) {
        lookups.add(lookup);
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** Returns the id of the message that was acknowledged last, or null if there is none. */
    @Nullable
    String latestAcknowledgedId() {
        return latestAcknowledgedId;
    }

    List<SendAttempt> attempts() {
        return new ArrayList<>(attempts);
    }

    List<Lookup> lookups() {
        return new ArrayList<>(lookups);
    }

    List<Delivery> deliveries() {
        return new ArrayList<>(deliveries);
    }

    /** Writes the history to three text files. */
    void saveTo(Path directory) {
        save(
                directory.resolve("send-attempts.txt"),
                attempts.stream().map(History::line).toList());
        save(directory.resolve("lookups.txt"), lookups);
        save(directory.resolve("deliveries.txt"), deliveries);
    }

    static void save(Path file, Collection<?> lines) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines.stream().map(Object::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a line to a file, which other runs add lines to as well. */
    static synchronized void append(Path file, String line) {
        try {
            Files.writeString(
                    file, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(SendAttempt attempt) {
        SendResult result = attempt.result();
        return "%s %s %s#%d %s %s %s %s %s"
                .formatted(
                        attempt.sentAt(),
                        result.receivedAt(),
                        attempt.client(),
                        attempt.number(),
                        result.outcome(),
                        result.detail(),
                        result.position(),
                        attempt.message().keyText(),
                        attempt.message().valueText());
    }
}
