package io.txstream.local;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Sends webhooks until it is closed, from several threads, each after the answer to its last one. */
final class WebhookLoad implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int SENDERS = 4;

    private final String prefix;
    private final ApiClient client;
    private final AtomicInteger sent = new AtomicInteger();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final List<Thread> senders;
    private volatile boolean closed;

    /** @param prefix of all transaction ids */
    WebhookLoad(String prefix, String url) {
        this.prefix = prefix;
        client = ApiClient.forLoad(url);
        senders = IntStream.range(0, SENDERS)
                .mapToObj(i -> new Thread(this::send))
                .toList();
        senders.forEach(Thread::start);
    }

    /** Waits until so many further transactions were acknowledged. */
    void awaitAcknowledged(int further) {
        int target = acknowledged.size() + further;
        await().atMost(TIMEOUT).until(() -> acknowledged.size() >= target);
    }

    /** Returns the ids of the transactions that were acknowledged. */
    List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    private void send() {
        while (!closed) {
            String id = prefix + sent.incrementAndGet();
            try {
                if (client.post(ApiClient.transaction(id, "1")).statusCode() == 202) {
                    acknowledged.add(id);
                }
            } catch (UncheckedIOException gatewayIsDown) {
                closed |= Thread.interrupted();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread sender : senders) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
