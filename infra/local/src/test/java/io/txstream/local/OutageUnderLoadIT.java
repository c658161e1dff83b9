package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testservers.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many senders of large webhooks while the broker is unavailable. Each gets a 503 in time, the gateway's memory stays
 * bounded, and the gateway accepts webhooks again soon after the broker is back.
 */
class OutageUnderLoadIT {

    private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(500);
    private static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final int SENDERS = 250;

    /** 256 MB of heap, as much direct memory, and the JVM's own memory. */
    private static final long MAX_RESIDENT_KILOBYTES = 640 << 10;

    /** At 60 KB each, the records of the producer's delivery timeout of six seconds exceed its 64 MB of buffers. */
    private static final String PADDING = "x".repeat(60_000);

    @TempDir
    private static Path directory;

    private static Broker kafka;
    private static ServiceProcess gateway;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        var layout = StackLayout.onFreePorts(1, StackLayout.ofEach(1));
        var settings = new StackSettings(Path.of("../.."), directory, layout, true);
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")).withPort(layout.kafka()));
        kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        gateway = new ServiceProcess(new Services(settings).spec(Service.INGEST_GATEWAY, 0), true);
        gateway.start();
        client = ApiClient.forLoad(gateway.url());
        // Warm up first: this is about an outage, not about code that runs for the first time.
        send(WARM_UP).forEach(answer -> assertThat(answer.status()).isIn(202, 503));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        kafka.close();
    }

    @Test
    void answersInTimeWhileTheBrokerHangs() {
        List<Answer> answers = whileAway(kafka::suspend, kafka::resume);
        assertRecovers();
        assertRefusedInTime(answers);
    }

    @Test
    void answersInTimeWhileTheBrokerIsDown() {
        List<Answer> answers = whileAway(kafka::kill, kafka::start);
        assertRecovers();
        assertRefusedInTime(answers);
    }

    private static List<Answer> whileAway(Runnable gone, Runnable back) {
        gone.run();
        try {
            return send(OUTAGE);
        } finally {
            back.run();
        }
    }

    /** One answer in a hundred may be late: senders, gateway and broker share a small machine, and start at once. */
    private static void assertRefusedInTime(List<Answer> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.retryAfter()).isEqualTo("1");
            assertThat(answer.took()).isLessThan(ANSWER_TIMEOUT.multipliedBy(2));
        });
        assertThat(answers.get(answers.size() * 99 / 100).took()).isLessThan(ANSWER_TIMEOUT);
    }

    /** Sends from all senders, each a second after its last answer. Returns the fastest answer first. */
    private static List<Answer> send(Duration time) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<List<Answer>>> all = IntStream.range(0, SENDERS)
                .mapToObj(sender -> CompletableFuture.supplyAsync(() -> sendUntil(end, sender), senders))
                .toList();
        senders.shutdown();
        long kilobytes = maxMemoryUntil(end);
        List<Answer> answers = all.stream()
                .flatMap(answer -> answer.join().stream())
                .sorted(Comparator.comparing(Answer::took))
                .toList();
        System.out.printf(
                "%d answers, half of them within %d ms, 99 %% within %d ms, all within %d ms; resident memory %d MB%n",
                answers.size(),
                answers.get(answers.size() / 2).took().toMillis(),
                answers.get(answers.size() * 99 / 100).took().toMillis(),
                answers.get(answers.size() - 1).took().toMillis(),
                kilobytes >> 10);
        assertThat(kilobytes).isLessThan(MAX_RESIDENT_KILOBYTES);
        return answers;
    }

    private static List<Answer> sendUntil(long end, int sender) {
        Stream.Builder<Answer> answers = Stream.builder();
        LockSupport.parkNanos(RETRY_AFTER.toNanos() * sender / SENDERS); // spread over the interval
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = client.post(transaction("sender-" + sender));
            answers.add(new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").orElse(""),
                    Duration.ofNanos(System.nanoTime() - begin)));
            LockSupport.parkNanos(RETRY_AFTER.toNanos());
        }
        return answers.build().toList();
    }

    private static long maxMemoryUntil(long end) {
        long max = 0;
        while (System.nanoTime() < end) {
            max = Math.max(max, residentKilobytes());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        return max;
    }

    private static long residentKilobytes() {
        Path status = Path.of("/proc", Long.toString(gateway.process().handle().pid()), "status");
        if (Files.notExists(status)) {
            return 0; // only Linux reports it here
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRecovers() {
        await().atMost(RECOVERY_TIMEOUT).until(() -> post("after") == 202);
    }

    private static int post(String id) {
        return client.post(transaction(id)).statusCode();
    }

    private static String transaction(String id) {
        return ApiClient.transaction(id, "1").replace("{", "{\"note\":\"" + PADDING + "\",");
    }

    /** An answer, as its sender receives it. */
    private record Answer(int status, String retryAfter, Duration took) {}
}
