package io.txstream.local.faults;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks up every transaction of a {@link WatchList} through every instance about every other second, from the beginning
 * of the load to the end of the last rebuild. Each instance has a thread of its own, so that one that hangs does not
 * delay the lookups through another.
 */
final class Watchers implements AutoCloseable {

    /** About 40 transactions are watched at a time. */
    private static final double LOOKUPS_PER_SECOND = 20;

    private final WatchList list;
    private final LookupClient lookups;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Violation> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** @param instances base URLs of all instances that answer lookups, whether they run or not */
    Watchers(List<String> instances, History history, long seed) {
        list = new WatchList(history, Randoms.of(seed, -1), Clock.systemUTC());
        lookups = new LookupClient(history);
        instances.forEach(url -> {
            var thread = new Thread(() -> watch(url), "watcher-" + url);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, cause) -> failures.add(
                    new Violation("NeverBackwards", Instant.now(), dead.getName() + " saw no more: " + cause)));
            threads.add(thread);
        });
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void watch(String url) {
        var pacing = new Pacing(LOOKUPS_PER_SECOND);
        while (!closed) {
            pacing.await();
            for (String id : list.ids()) {
                if (closed) {
                    return;
                }
                list.saw(id, lookups.lookUp(url, id).status());
                pacing.await();
            }
        }
    }

    /** Returns a violation for each thread that has died: what it did not look at was not judged. */
    List<Violation> failures() {
        return List.copyOf(failures);
    }

    /** Waits until every thread has finished its current lookup. */
    @Override
    public void close() {
        closed = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
