package io.txstream.local;

import static io.txstream.local.ApiClient.transaction;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Position;
import io.txstream.contract.RejectionReason;
import io.txstream.contract.Topics;
import io.txstream.contract.TransactionKey;
import io.txstream.embedded.process.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Small compressed batches that hold more than the heap of a service. Has a stack of its own, with the heaps of {@code
 * infra/run}, since other tests read the topics as a whole.
 */
class CompressedGiantsIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int PARTITION = 0;
    private static final int GIANT_BYTES = 300_000_000;

    /** What a JVM exits with because of {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    @TempDir
    private static Path directory;

    private static StackSettings settings;
    private static TestStack servers;
    private static LocalStack stack;
    private static ApiClient client;
    private static TopicRecords topics;

    @BeforeAll
    static void start() {
        settings = new StackSettings(
                        Path.of("../.."), directory, StackLayout.onFreePorts(1, StackLayout.ofEach(1)), true)
                .withDelay(Duration.ofSeconds(1));
        servers = TestStack.started(settings);
        stack = servers.processes();
        client = new ApiClient(stack.gateway().url());
        topics = new TopicRecords(stack.kafka().bootstrapServers());
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    /** Snappy does not compress well enough for more of them in one batch of 2 MiB. */
    @ParameterizedTest
    @CsvSource({"zstd, 1000, 1048000", "gzip, 400, 1000000", "lz4, 400, 1000000", "snappy, 30, 1000000"})
    void nothingLostOfALargeBatchThatIsSmallCompressed(String compression, int count, int bytes) {
        List<String> ids = BatchProducer.ids(PARTITION, compression, count);
        send(compression, (int) (count * (bytes + 200L) * 11 / 10), ids.stream().map(id -> padded(id, bytes)));
        awaitProcessed(ids.get(count - 1));
        assertThat(client.status(ids.get(0))).isEqualTo("PROCESSED");
        assertThat(topics.processedIds()).containsOnlyOnceElementsOf(ids);
    }

    @Test
    void nothingLostAroundARecordThatNoHeapHoldsOnceItIsSkipped() {
        List<String> ids = BatchProducer.ids(PARTITION, "around", 4);
        // The neighbors are in the batch of the giant: one can be read, the other only by reading the giant.
        List<RecordMetadata> sent = send(
                "zstd",
                GIANT_BYTES / 10 * 11,
                Stream.of(
                        valid(ids.get(0)),
                        new ProducerRecord<>(Topics.RECEIVED, PARTITION, null, new byte[GIANT_BYTES]),
                        valid(ids.get(1))));
        send("none", 16_384, Stream.of(valid(ids.get(2))));
        assertThat(List.of(exitCode(stack.processor()), exitCode(stack.status())))
                .containsOnly(OUT_OF_MEMORY);

        long giant = sent.get(1).offset();
        String range = PARTITION + ":" + giant + "-" + sent.get(2).offset();
        var skipping = new LocalStack(settings.withEnvironment(Service.PROCESSOR_STREAM, "TXSTREAM_TOPICS_SKIP", range)
                .withEnvironment(Service.STATUS_QUERY, "TXSTREAM_TOPICS_SKIP", range));
        start(skipping.processor(), skipping.status());
        Stream.of(0, 2).map(ids::get).forEach(CompressedGiantsIT::awaitProcessed);
        skipping.processor().stop();
        skipping.status().stop();

        start(stack.processor(), stack.status());
        send("none", 16_384, Stream.of(valid(ids.get(3))));
        awaitProcessed(ids.get(3));
        assertThat(topics.rejections("")).hasSize(2).allSatisfy(rejection -> {
            assertThat(rejection.reason()).isEqualTo(RejectionReason.UNREADABLE);
            assertThat(rejection.origin()).isIn(new Position(PARTITION, giant), new Position(PARTITION, giant + 1));
        });
        assertThat(topics.processedIds())
                .containsOnlyOnceElementsOf(List.of(ids.get(0), ids.get(2), ids.get(3)))
                .doesNotContain(ids.get(1));
    }

    private static void start(ServerProcess... services) {
        Stream.of(services).forEach(ServerProcess::launch);
        Stream.of(services).forEach(ServerProcess::awaitReady);
    }

    private static int exitCode(ServerProcess service) {
        return service.process()
                .onExit()
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static void awaitProcessed(String id) {
        await().atMost(TIMEOUT).until(() -> client.status(id), "PROCESSED"::equals);
    }

    private static ProducerRecord<byte[], byte[]> valid(String id) {
        return record(id, transaction(id, "1"));
    }

    private static ProducerRecord<byte[], byte[]> padded(String id, int bytes) {
        String plain = transaction(id, "1");
        return record(id, plain + " ".repeat(bytes - plain.length()));
    }

    private static ProducerRecord<byte[], byte[]> record(String id, String value) {
        return new ProducerRecord<>(Topics.RECEIVED, PARTITION, TransactionKey.of(id), value.getBytes(UTF_8));
    }

    private static List<RecordMetadata> send(
            String compression, int batchBytes, Stream<ProducerRecord<byte[], byte[]>> records) {
        return new BatchProducer(stack.kafka().bootstrapServers(), compression, batchBytes).send(records);
    }
}
