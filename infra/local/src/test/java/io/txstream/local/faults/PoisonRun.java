package io.txstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Measures what invalid records cost: at full speed, it alternates rounds of valid messages with rounds in which one
 * message in five is invalid. Each round sends by a direct producer, then by HTTP, and looks up valid transactions.
 */
class PoisonRun {

    private static final int ROUNDS = 3;
    private static final int INVALID_PERCENT = 20;
    private static final int RECORDS = 30_000;
    private static final int WEBHOOKS = 6_000;
    private static final int WEBHOOK_CLIENTS = 8;
    private static final double LOOKUPS_PER_SECOND = 20;

    private final Path directory =
            Path.of("target", "faults", "poison-" + Clock.systemUTC().instant().getEpochSecond());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private long seed = 1_000;

    /**
     * The durations of a round.
     *
     * @param direct until the records of every partition, and a valid transaction behind them, were processed
     * @param http until all webhooks were answered
     * @param lookup median of the lookups during the round
     */
    private record Round(Duration direct, Duration http, Duration lookup) {}

    @Test
    void anInvalidFifthAtMostHalvesTheRate() {
        var history = new History();
        var stack = new FaultStack(directory, Duration.ZERO, new Setup(Profile.MIXED, 1, 1, Set.of()), history);
        try (stack) {
            stack.start();
            var probe = new EndToEndProbe(stack, history);
            round(stack, probe, INVALID_PERCENT); // warm-up, not counted
            List<Round> valid = new ArrayList<>();
            List<Round> mixed = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                valid.add(round(stack, probe, 0));
                mixed.add(round(stack, probe, INVALID_PERCENT));
            }
            System.out.println("valid only: " + valid + System.lineSeparator() + "one in five invalid: " + mixed);
            assertThat(ratio(mixed, valid, Round::direct)).isLessThan(2);
            assertThat(ratio(mixed, valid, Round::http)).isLessThan(2);
            assertThat(ratio(mixed, valid, Round::lookup)).isLessThan(2);
        } finally {
            threads.shutdownNow();
        }
        stack.deleteData();
    }

    private Round round(FaultStack stack, EndToEndProbe probe, int invalidPercent) {
        var history = new History();
        var lookups = new LookupLoad(stack, history);
        CompletableFuture<Void> lookingUp = CompletableFuture.runAsync(lookups, threads);
        Duration direct;
        Duration http;
        try {
            direct = time(() -> {
                sendRecords(stack, Load.generator(seed++, invalidPercent), history);
                probe.sendAndAwait();
            });
            http = time(() -> sendWebhooks(stack, Load.generator(seed++, invalidPercent), history));
        } finally {
            lookups.stop();
            lookingUp.join();
        }
        assertThat(history.lookups()).isNotEmpty().noneMatch(lookup -> lookup.status() == Lookup.Status.UNKNOWN);
        Duration lookup = median(history.lookups(), it -> Duration.between(it.sentAt(), it.answeredAt()));
        return new Round(direct, http, lookup);
    }

    private static void sendRecords(FaultStack stack, MessageGenerator messages, History history) {
        var options = new DirectSender.Options(false, Duration.ZERO);
        try (var sender = new DirectSender("direct", stack.bootstrapServers(), options, history)) {
            IntStream.range(0, RECORDS)
                    .mapToObj(number -> messages.message(messages.clients() - 1, number))
                    .forEach(sender::send);
        }
    }

    private void sendWebhooks(FaultStack stack, MessageGenerator messages, History history) {
        CompletableFuture.allOf(IntStream.range(0, WEBHOOK_CLIENTS)
                        .mapToObj(client -> CompletableFuture.runAsync(
                                () -> {
                                    var sender = new HttpSender("http-" + client, stack.gatewayUrls(), history);
                                    for (int number = client; number < WEBHOOKS; number += WEBHOOK_CLIENTS) {
                                        sender.deliver(messages.message(0, number));
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

    private static double ratio(List<Round> rounds, List<Round> baseline, Function<Round, Duration> time) {
        double ratio =
                (double) median(rounds, time).toNanos() / median(baseline, time).toNanos();
        System.out.printf("ratio of the medians: %.2f%n", ratio);
        return ratio;
    }

    private static <T> Duration median(List<T> all, Function<T, Duration> time) {
        List<Duration> sorted =
                all.stream().map(time).sorted(Comparator.naturalOrder()).toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Looks up valid transactions at a fixed rate until it is stopped. */
    private static final class LookupLoad implements Runnable {

        private final FaultStack stack;
        private final History history;
        private final LookupClient lookups;
        private volatile boolean stopped;

        LookupLoad(FaultStack stack, History history) {
            this.stack = stack;
            this.history = history;
            this.lookups = new LookupClient(history);
        }

        @Override
        public void run() {
            var pacing = new Pacing(LOOKUPS_PER_SECOND);
            while (!stopped) {
                pacing.await();
                String id = history.latestAcknowledgedId();
                if (id != null) {
                    lookups.lookUp(stack.gatewayUrls().get(0), id);
                }
            }
        }

        void stop() {
            stopped = true;
        }
    }
}
