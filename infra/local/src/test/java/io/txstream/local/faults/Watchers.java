package io.txstream.local.faults;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks up every transaction of a {@link WatchList} through every instance about once a second, from the beginning of
 * the load to the end of the last rebuild. Each instance has a thread of its own, so that one that hangs does not delay
 * the lookups through another.
 */
final class Watchers implements AutoCloseable {

    /** Ten or so transactions are watched at a time. */
    private static final double LOOKUPS_PER_SECOND = 10;

    private final WatchList list;
    private final LookupClient lookups;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    /** @param instances base URLs of all instances that answer lookups, whether they run or not */
    Watchers(List<String> instances, History history, long seed) {
        list = new WatchList(history, Randoms.of(seed, -1), Clock.systemUTC());
        lookups = new LookupClient(history);
        instances.forEach(url -> {
            var thread = new Thread(() -> watch(url), "watcher-" + url);
            thread.setDaemon(true);
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
                list.saw(id, lookups.lookUp(url, id));
                pacing.await();
            }
        }
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
