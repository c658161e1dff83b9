package io.txstream.local.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Runs all clients at the same time, each in a thread of its own and at a fixed rate, until it is closed. */
final class Load implements AutoCloseable {

    private static final int HTTP_CLIENTS = 4;
    private static final List<DirectSender.Options> DIRECT_CLIENTS = List.of(
            new DirectSender.Options(false, Duration.ofHours(1)),
            new DirectSender.Options(false, Duration.ofHours(-1)),
            new DirectSender.Options(true, Duration.ZERO));
    private static final int CLIENTS = HTTP_CLIENTS + DIRECT_CLIENTS.size();

    /** A higher rate would take CPU time from the processes under test. Records cost less than webhooks. */
    private static final double MAX_WEBHOOKS_PER_SECOND = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletionService<Void> finished = new ExecutorCompletionService<>(threads);
    private final List<DirectSender> producers = new ArrayList<>();
    private int running;
    private volatile boolean stopped;

    /**
     * Starts the clients.
     *
     * @param perSecond messages per second of all clients together, as long as they are not blocked
     */
    Load(Deployment stack, MessageGenerator messages, double perSecond, History history) {
        double webhooksPerSecond = Math.min(perSecond * HTTP_CLIENTS / CLIENTS, MAX_WEBHOOKS_PER_SECOND);
        double perHttpClient = webhooksPerSecond / HTTP_CLIENTS;
        double perDirectClient = (perSecond - webhooksPerSecond) / DIRECT_CLIENTS.size();
        for (int client = 0; client < HTTP_CLIENTS; client++) {
            var sender = new HttpSender("http-" + client, stack.gatewayUrls(), history);
            startSending(client, messages, perHttpClient, sender::deliver);
        }
        for (int client = HTTP_CLIENTS; client < CLIENTS; client++) {
            DirectSender.Options options = DIRECT_CLIENTS.get(client - HTTP_CLIENTS);
            var sender = new DirectSender("direct-" + client, stack.bootstrapServers(), options, history);
            producers.add(sender);
            startSending(client, messages, perDirectClient, sender::send);
        }
    }

    static MessageGenerator generator(long seed, int invalidPercent) {
        return new MessageGenerator(seed, HTTP_CLIENTS, CLIENTS, invalidPercent);
    }

    private void startSending(int client, MessageGenerator messages, double perSecond, Consumer<Message> sender) {
        start(perSecond, number -> sender.accept(messages.message(client, number)));
    }

    private void start(double perSecond, IntConsumer step) {
        running++;
        Future<Void> unused = finished.submit(() -> {
            var pacing = new Pacing(perSecond);
            for (int number = 0; !stopped; number++) {
                pacing.await();
                step.accept(number);
            }
            return null;
        });
    }

    /** Throws if a client has failed. */
    void requireRunning() {
        Future<Void> failed = finished.poll();
        if (failed != null) {
            running--;
            requireNoFailure(failed);
        }
    }

    /** Waits until every client has finished its current message, and throws if one of them has failed. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (; running > 0; running--) {
                requireNoFailure(finished.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
            producers.forEach(DirectSender::close);
        }
    }

    private static void requireNoFailure(Future<Void> client) {
        try {
            client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e.getCause());
        }
    }
}
