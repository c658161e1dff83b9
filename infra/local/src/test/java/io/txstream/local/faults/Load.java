package io.txstream.local.faults;

import io.txstream.local.faults.DirectSender.Habits;
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

/** All clients at once, each in a thread of its own and at its own pace, until told to stop. */
final class Load implements AutoCloseable {
    private static final int HTTP_CLIENTS = 4;
    private static final List<Habits> PRODUCERS = List.of(
            new Habits(false, Duration.ofHours(1)),
            new Habits(false, Duration.ofHours(-1)),
            new Habits(true, Duration.ZERO));
    private static final int CLIENTS = HTTP_CLIENTS + PRODUCERS.size();
    /** More would take the time of the processes under test, which share this machine; records cost less. */
    private static final double MOST_BY_HTTP_PER_SECOND = 100;

    private static final int WATCHERS = 2;
    private static final double LOOKS_PER_SECOND = 15;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletionService<Void> ended = new ExecutorCompletionService<>(threads);
    private final List<DirectSender> producers = new ArrayList<>();
    private int running;
    private volatile boolean stopped;

    /**
     * Starts it.
     *
     * @param perSecond messages of all clients together, while nothing holds them up
     */
    Load(FaultStack stack, MessageGenerator traffic, double perSecond, History history) {
        double byHttp = Math.min(perSecond * HTTP_CLIENTS / CLIENTS, MOST_BY_HTTP_PER_SECOND);
        double eachByHttp = byHttp / HTTP_CLIENTS;
        double eachDirectly = (perSecond - byHttp) / PRODUCERS.size();
        for (int client = 0; client < HTTP_CLIENTS; client++) {
            var sender = new HttpSender("http-" + client, stack.gateway().url(), history);
            send(client, traffic, eachByHttp, sender::deliver);
        }
        for (int client = HTTP_CLIENTS; client < CLIENTS; client++) {
            Habits habits = PRODUCERS.get(client - HTTP_CLIENTS);
            var sender = new DirectSender("direct-" + client, stack.bootstrapServers(), habits, history);
            producers.add(sender);
            send(client, traffic, eachDirectly, sender::send);
        }
        for (int i = 0; i < WATCHERS; i++) {
            var watcher = new Watcher(history, stack::lookupUrls, Randoms.of(traffic.seed(), -1, i));
            run(LOOKS_PER_SECOND, number -> watcher.look());
        }
    }

    static MessageGenerator traffic(long seed, int invalidPercent) {
        return new MessageGenerator(seed, HTTP_CLIENTS, CLIENTS, invalidPercent);
    }

    private void send(int client, MessageGenerator traffic, double perSecond, Consumer<Message> sender) {
        run(perSecond, number -> sender.accept(traffic.message(client, number)));
    }

    private void run(double perSecond, IntConsumer step) {
        running++;
        Future<Void> unused = ended.submit(() -> {
            var pace = new Pacing(perSecond);
            for (int number = 0; !stopped; number++) {
                pace.await();
                step.accept(number);
            }
            return null;
        });
    }

    /** Fails where a client broke. */
    void requireRunning() {
        Future<Void> broken = ended.poll();
        if (broken != null) {
            running--;
            outcome(broken);
        }
    }

    /** Lets every client finish what it has in hand, and fails where one of them broke. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (; running > 0; running--) {
                outcome(ended.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
            producers.forEach(DirectSender::close);
        }
    }

    private static void outcome(Future<Void> client) {
        try {
            client.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client broke", e.getCause());
        }
    }
}
