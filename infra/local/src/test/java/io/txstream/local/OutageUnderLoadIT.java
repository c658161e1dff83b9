package io.txstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
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
 * Many senders of large webhooks before a gateway whose broker is gone: each is told so in time, the gateway takes no
 * more memory than it has, and takes transactions again soon after the broker is back.
 */
class OutageUnderLoadIT {
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(500);
    private static final Duration RECOVER_WITHIN = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration WORK = Duration.ofSeconds(10);
    private static final int SENDERS = 250;

    /** 256 MB of heap, as much outside of it at the most, and what the JVM itself takes. */
    private static final long MOST_KILOBYTES = 640 << 10;

    /** With 60 KB each: more within the six seconds that the producer keeps a record for than its 64 MB of buffers hold. */
    private static final String PADDING = "x".repeat(60_000);

    @TempDir
    private static Path directory;

    private static KafkaServer kafka;
    private static ServiceProcess gateway;
    private static Caller caller;

    @BeforeAll
    static void start() {
        var layout = StackLayout.onFreePorts(1, 1);
        var settings = new StackSettings(Path.of("../.."), directory, layout, true);
        kafka = KafkaServer.started(KafkaSettings.in(directory.resolve("kafka")).withPort(layout.kafka()));
        kafka.createTopics(Topics.DEFAULT_PARTITIONS);
        gateway = new ServiceProcess(new Services(settings).spec(Service.INGEST_GATEWAY, 0), true);
        gateway.start();
        caller = new Caller(gateway.url());
        // An outage is a sudden end of something: code that has never run is not what this is about.
        send(WORK).forEach(answer -> assertThat(answer.status()).isIn(202, 503));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        kafka.close();
    }

    @Test
    void aBrokerThatHangs() {
        List<Answer> answers = whileAway(kafka::suspend, kafka::resume);
        assertRecovers();
        assertRefusedInTime(answers);
    }

    @Test
    void aBrokerThatIsDown() {
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

    /** All but one in a hundred: the senders, the gateway and its broker share a small machine, and start at once. */
    private static void assertRefusedInTime(List<Answer> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.retryAfter()).isEqualTo("1");
            assertThat(answer.took()).isLessThan(ANSWER_WITHIN.multipliedBy(2));
        });
        assertThat(answers.get(answers.size() * 99 / 100).took()).isLessThan(ANSWER_WITHIN);
    }

    /** All senders at once, each a second after its last answer, as Retry-After says; the quickest answer first. */
    private static List<Answer> send(Duration time) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        long end = System.nanoTime() + time.toNanos();
        List<CompletableFuture<List<Answer>>> all = IntStream.range(0, SENDERS)
                .mapToObj(sender -> CompletableFuture.supplyAsync(() -> sendUntil(end, sender), senders))
                .toList();
        senders.shutdown();
        long kilobytes = mostMemoryUntil(end);
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
        assertThat(kilobytes).isLessThan(MOST_KILOBYTES);
        return answers;
    }

    private static List<Answer> sendUntil(long end, int sender) {
        Stream.Builder<Answer> answers = Stream.builder();
        LockSupport.parkNanos(RETRY_AFTER.toNanos() * sender / SENDERS); // not all at the same moment
        while (System.nanoTime() < end) {
            long begin = System.nanoTime();
            HttpResponse<String> answer = caller.post(transaction("sender-" + sender));
            answers.add(new Answer(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After").orElse(""),
                    Duration.ofNanos(System.nanoTime() - begin)));
            LockSupport.parkNanos(RETRY_AFTER.toNanos());
        }
        return answers.build().toList();
    }

    private static long mostMemoryUntil(long end) {
        long most = 0;
        while (System.nanoTime() < end) {
            most = Math.max(most, residentKilobytes());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
        return most;
    }

    private static long residentKilobytes() {
        Path status = Path.of("/proc", Long.toString(gateway.process().handle().pid()), "status");
        if (Files.notExists(status)) {
            return 0; // not Linux: what it takes is looked at there
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
        await().atMost(RECOVER_WITHIN).until(() -> post("after") == 202);
    }

    private static int post(String id) {
        return caller.post(transaction(id)).statusCode();
    }

    private static String transaction(String id) {
        return Caller.transaction(id, "1").replace("{", "{\"note\":\"" + PADDING + "\",");
    }

    /** An answer, as its sender sees it. */
    private record Answer(int status, String retryAfter, Duration took) {}
}
