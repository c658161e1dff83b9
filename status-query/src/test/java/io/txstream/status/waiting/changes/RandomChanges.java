package io.txstream.status.waiting.changes;

import static io.txstream.status.waiting.FakeTables.row;
import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.txstream.status.waiting.FakeTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random commits, lost announcements, and one client that connects again and again. */
final class RandomChanges implements AutoCloseable {

    private static final Map<String, String> NEXT =
            Map.of("", "REJECTED", "REJECTED", "PROCESSING", "PROCESSING", "PROCESSED", "PROCESSED", "PROCESSED");

    private final FakeTables tables;
    private final List<StreamInstance> instances;
    private final Random random;
    private final List<Long> running = new ArrayList<>();
    private final Map<String, String> written = new HashMap<>();
    private final Map<StreamInstance, Boolean> lost = new HashMap<>();
    private final Map<String, String> received = new HashMap<>();
    private StreamClient client;
    private String lastId = "1-0";
    private int gaps;

    RandomChanges(FakeTables tables, StreamInstance instance, long seed) {
        this.tables = tables;
        this.instances = List.of(instance, new StreamInstance(tables));
        this.random = new Random(seed);
        tables.write(row("first", "PROCESSING"));
        client = instance.open(lastId);
    }

    void steps(int number) {
        for (int step = 0; step < number; step++) {
            switch (random.nextInt(20)) {
                case 0 -> connectAgain();
                case 1 -> any().hold();
                case 2 -> any().go();
                case 3, 4, 5, 6, 7, 8, 9, 10, 11 -> running.add(tables.begin());
                default -> commit();
            }
        }
        instances.forEach(StreamInstance::loseAnnouncements);
        instances.forEach(StreamInstance::go);
        connectAgain();
        take();
    }

    private void commit() {
        if (!running.isEmpty()) {
            long batch = running.remove(random.nextInt(running.size()));
            String id = "t" + random.nextInt(500);
            String status = requireNonNull(NEXT.get(requireNonNullElse(written.get(id), "")));
            written.put(id, status);
            tables.commit(batch, row(id, status));
            instances.forEach(instance -> announce(instance, batch));
        }
    }

    /** Announcements that are lost are noticed with the next one that is not. */
    private void announce(StreamInstance instance, long batch) {
        if (lost.getOrDefault(instance, false)) {
            instance.loseAnnouncements();
        }
        boolean loses = random.nextInt(5) == 0;
        lost.put(instance, loses);
        if (!loses) {
            instance.announce(batch);
        }
    }

    private StreamInstance any() {
        return instances.get(random.nextInt(instances.size()));
    }

    private void connectAgain() {
        take();
        client = any().open(lastId);
    }

    private void take() {
        lastId = requireNonNullElse(client.leave(), lastId);
        received.putAll(client.states());
        gaps += client.gaps();
    }

    /** Returns the last status of each transaction. */
    Map<String, String> written() {
        return written;
    }

    Map<String, String> received() {
        return received;
    }

    int gaps() {
        return gaps;
    }

    @Override
    public void close() {
        instances.get(1).close();
    }
}
