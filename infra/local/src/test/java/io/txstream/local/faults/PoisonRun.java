package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One bad record costs no more than itself: as fast as it goes, clean and with a fifth of poison in turn, by direct
 * producers and by HTTP, while clean transactions are looked up.
 */
class PoisonRun {
    private static final int ROUNDS = 3;
    private static final int POISON_PERCENT = 20;
    private static final int RECORDS = 30_000;
    private static final int WEBHOOKS = 6_000;
    private static final int WEBHOOK_CLIENTS = 8;
    private static final double LOOKUPS_PER_SECOND = 20;

    private final Path directory =
            Path.of("target", "faults", "poison-" + Clock.systemUTC().instant().getEpochSecond());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private long seed = 1_000;

    /**
     * The times of a round.
     *
     * @param direct until a clean transaction behind all records of each partition was looked up as processed
     * @param http until all webhooks were answered
     * @param lookup the median of the lookups meanwhile
     */
    private record Round(Duration direct, Duration http, Duration lookup) {}

    @Test
    void aFifthOfPoisonRunsAtNoLessThanHalfTheCleanRate() {
        var stack = new FaultStack(directory, Duration.ZERO, 1);
        try (stack) {
            stack.start();
            EndToEndProbe canary = new EndToEndProbe(stack, new History());
            round(stack, canary, POISON_PERCENT); // not counted: the first one is everybody's slowest
            List<Round> clean = new ArrayList<>();
            List<Round> poisoned = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                clean.add(round(stack, canary, 0));
                poisoned.add(round(stack, canary, POISON_PERCENT));
            }
            System.out.println("clean    " + clean + System.lineSeparator() + "poisoned " + poisoned);
            assertThat(ratio(poisoned, clean, Round::direct)).isLessThan(2);
            assertThat(ratio(poisoned, clean, Round::http)).isLessThan(2);
            assertThat(ratio(poisoned, clean, Round::lookup)).isLessThan(2);
        } finally {
            threads.shutdownNow();
        }
        stack.deleteData();
    }

    private Round round(FaultStack stack, EndToEndProbe canary, int poisonPercent) {
        var history = new History();
        var lookups = new LookupLoad(stack, history);
        CompletableFuture<Void> looking = CompletableFuture.runAsync(lookups, threads);
        Duration direct;
        Duration http;
        try {
            direct = time(() -> {
                sendRecords(stack, Load.traffic(seed++, poisonPercent), history);
                canary.fly();
            });
            http = time(() -> sendWebhooks(stack, Load.traffic(seed++, poisonPercent), history));
        } finally {
            lookups.stop();
            looking.join();
        }
        assertThat(history.lookups()).isNotEmpty().noneMatch(lookup -> lookup.seen() == Lookup.Seen.UNKNOWN);
        Duration lookup = median(history.lookups(), it -> Duration.between(it.sentAt(), it.answeredAt()));
        return new Round(direct, http, lookup);
    }

    private static void sendRecords(FaultStack stack, MessageGenerator traffic, History history) {
        var habits = new DirectSender.Habits(false, Duration.ZERO);
        try (var sender = new DirectSender("direct", stack.bootstrapServers(), habits, history)) {
            IntStream.range(0, RECORDS)
                    .mapToObj(number -> traffic.message(traffic.clients() - 1, number))
                    .forEach(sender::send);
        }
    }

    private void sendWebhooks(FaultStack stack, MessageGenerator traffic, History history) {
        CompletableFuture.allOf(IntStream.range(0, WEBHOOK_CLIENTS)
                        .mapToObj(client -> CompletableFuture.runAsync(
                                () -> {
                                    var sender = new HttpSender(
                                            "http-" + client, stack.gateway().url(), history);
                                    for (int number = client; number < WEBHOOKS; number += WEBHOOK_CLIENTS) {
                                        sender.deliver(traffic.message(0, number));
                                    }
                                },
                                threads))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private static Duration time(Runnable task) {
        long begin = System.nanoTime();
        task.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static double ratio(List<Round> some, List<Round> others, Function<Round, Duration> time) {
        double ratio =
                (double) median(some, time).toNanos() / median(others, time).toNanos();
        System.out.printf("ratio of the medians: %.2f%n", ratio);
        return ratio;
    }

    private static <T> Duration median(List<T> all, Function<T, Duration> time) {
        List<Duration> sorted =
                all.stream().map(time).sorted(Comparator.naturalOrder()).toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Somebody who looks clean transactions up, at a steady pace. */
    private static final class LookupLoad implements Runnable {
        private final FaultStack stack;
        private final History history;
        private final Lookups lookups;
        private volatile boolean stopped;

        LookupLoad(FaultStack stack, History history) {
            this.stack = stack;
            this.history = history;
            this.lookups = new Lookups(history);
        }

        @Override
        public void run() {
            Pacing pace = new Pacing(LOOKUPS_PER_SECOND);
            while (!stopped) {
                pace.await();
                String id = history.acknowledgedId();
                if (id != null && !id.startsWith("bad-")) {
                    lookups.look(stack.gateway().url(), id);
                }
            }
        }

        void stop() {
            stopped = true;
        }
    }
}
