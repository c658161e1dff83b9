package io.txstream.local.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Clients that send a webhook and, as soon as it is acknowledged, look the transaction up: one pair after the other, at
 * full speed, until they are closed. Each client sends through all gateways in turn, and looks up through all instances
 * in turn. {@link NoFalse404} judges what they saw.
 */
final class Pairs implements AutoCloseable {

    private static final String ID_PREFIX = "pair-";

    private final History history;
    private final LookupClient lookups;
    private final List<String> gateways;
    private final List<String> instances;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * Creates the clients.
     *
     * @param gateways base URLs of the gateways
     * @param instances base URLs of all instances that answer lookups, whether they run or not
     */
    Pairs(int clients, List<String> gateways, List<String> instances, History history) {
        this.history = history;
        this.lookups = new LookupClient(history);
        this.gateways = List.copyOf(gateways);
        this.instances = List.copyOf(instances);
        for (int client = 0; client < clients; client++) {
            String name = ID_PREFIX + client;
            var thread = new Thread(() -> run(name), name);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((dead, cause) -> failures.add(cause));
            threads.add(thread);
        }
    }

    void start() {
        threads.forEach(Thread::start);
    }

    private void run(String name) {
        var sender = new HttpSender(name, gateways, history);
        for (int number = 0; !closed; number++) {
            String id = name + "-" + number;
            Outcome outcome = sender.deliver(Message.of(id, Message.body(id, "1", "EUR")));
            if (outcome == Outcome.ACKNOWLEDGED) {
                lookups.lookUp(instances.get(number % instances.size()), id);
            }
        }
    }

    /** Returns whether a pair has this id. */
    static boolean isPair(String id) {
        return id.startsWith(ID_PREFIX);
    }

    /** Throws if a client has failed. */
    void requireRunning() {
        Throwable failure = failures.peek();
        if (failure != null) {
            throw new IllegalStateException("a client of the pairs failed", failure);
        }
    }

    /** Waits until every client has finished its current pair, and throws if one has failed. */
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
        requireRunning();
    }
}
