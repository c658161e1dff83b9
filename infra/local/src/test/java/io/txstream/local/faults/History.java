package io.txstream.local.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What every client did and was answered. Written by all of them at once. */
final class History {
    private static final int FRESH = 1_000;

    private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
    private final Queue<Lookup> lookups = new ConcurrentLinkedQueue<>();
    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> acknowledged = new ArrayBlockingQueue<>(FRESH);

    void add(Write write) {
        writes.add(write);
        if (write.answer().outcome() == Outcome.ACKNOWLEDGED) {
            boolean unused = acknowledged.offer(write.message().keyText()); // enough to look at is enough
        }
    }

    void add(Lookup lookup) {
        lookups.add(lookup);
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** An id that was acknowledged and that nobody else was given, or null where there is none. */
    @Nullable
    String acknowledgedId() {
        return acknowledged.poll();
    }

    List<Write> writes() {
        return List.copyOf(writes);
    }

    List<Lookup> lookups() {
        return List.copyOf(lookups);
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    void saveTo(Path directory) {
        save(directory.resolve("writes.txt"), writes.stream().map(History::line).toList());
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

    private static String line(Write write) {
        Answer answer = write.answer();
        return "%s %s %s#%d %s %s %s %s %s"
                .formatted(
                        write.sentAt(),
                        answer.at(),
                        write.client(),
                        write.attempt(),
                        answer.outcome(),
                        answer.told(),
                        answer.position(),
                        write.message().keyText(),
                        write.message().valueText());
    }
}
