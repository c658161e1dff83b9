package io.txstream.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.ProcessedJson;
import io.txstream.contract.Topics;
import io.txstream.embedded.kafka.KafkaServer;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testsupport.DirectProducer;
import io.txstream.testsupport.TopicReader;
import io.txstream.testsupport.clock.SteppableClock;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees while the clock of the broker or of the processor steps. Both are real processes. */
@NeedsEmbeddedServers("steps the clock of the broker")
class ClockStepIT {

    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private SteppableClock clock;
    private KafkaServer kafka;
    private ProcessorProcess processor;

    @BeforeEach
    void start() {
        clock = new SteppableClock(directory.resolve("clock"));
        kafka = new KafkaServer(KafkaSettings.in(directory.resolve("kafka"))
                .withJvmOptions(List.of("-Xmx400m", "-XX:TieredStopAtLevel=1", clock.jvmOption())));
        kafka.start();
        kafka.createTopics(1);
        processor = new ProcessorProcess(
                kafka.bootstrapServers(),
                directory.resolve("processor"),
                Map.of("TXSTREAM_PROCESSOR_DELAY", DELAY.toSeconds() + "s"),
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", clock.jvmOption()));
        processor.start();
    }

    @AfterEach
    void stop() {
        processor.closeNow();
        kafka.closeNow();
    }

    /**
     * The broker is restarted when its clock is right again: its own clients, which verify transactions, would not
     * connect before the wall clock is where it was ({@code ClusterConnectionStates.canConnect}).
     */
    @Test
    void aBrokerThatIsAheadOnceStopsNothingAndNothingIsForgotten() {
        send("t1");
        awaitProcessed("t1");
        stepBroker(Duration.ofDays(8));
        send("far");
        kafka.stop();
        clock.set("kafka", Duration.ZERO);
        kafka.start();
        send("t1");
        send("t2");
        awaitProcessed("t1", "t2");
        assertThat(processor.isReady()).isTrue();
        assertThat(processor.logged("a record's append time is ahead")).hasSize(1);
        assertThat(processor.logged("a stream thread died")).isEmpty();
    }

    @Test
    void notBeforeDueThoughTheProcessorsClockStepsForward() {
        send("t1");
        clock.set(ProcessorProcess.NAME, Duration.ofHours(1));
        awaitProcessed("t1");
        send("t2");
        awaitProcessed("t1", "t2");
        assertThat(processor.logged("the wall clock stepped")).isNotEmpty();
    }

    @Test
    void aProcessorWhoseClockSteppedBackEndsAndTheNextOneIsNotLateByTheStep() throws Exception {
        send("t1");
        awaitProcessed("t1");
        clock.set(ProcessorProcess.NAME, Duration.ofHours(-1));
        assertThat(processor.process().onExit().get(2, TimeUnit.MINUTES)).isEqualTo(1);
        assertThat(processor.logged("the wall clock stepped back")).hasSize(1);
        processor.start();
        send("t1");
        send("t2");
        awaitProcessed("t1", "t2");
    }

    private void stepBroker(Duration offset) {
        clock.set("kafka", offset);
        // Rejected records show the broker's clock without being transactions.
        await().atMost(TIMEOUT).until(() -> {
            new DirectProducer(kafka.bootstrapServers()).send("");
            List<ConsumerRecord<byte[], byte[]>> records = read(Topics.RECEIVED);
            Instant last = Instant.ofEpochMilli(records.get(records.size() - 1).timestamp());
            return Duration.between(Instant.now().plus(offset), last).abs().toMinutes() < 1;
        });
    }

    private void send(String id) {
        new DirectProducer(kafka.bootstrapServers()).send(id);
    }

    /** Waits until the last of the ids is processed. Checks that each was processed once, and not before it was due. */
    private void awaitProcessed(String... ids) {
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(read(Topics.PROCESSED))
                        .extracting(event -> new String(event.key(), UTF_8))
                        .containsExactly(ids));
        assertThat(read(Topics.PROCESSED))
                .allSatisfy(event -> assertThat(Instant.ofEpochMilli(event.timestamp()))
                        .isAfterOrEqualTo(requireNonNull(ProcessedJson.read(event.value()))
                                .dueAt()));
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return new TopicReader(kafka.bootstrapServers()).readAll(topic);
    }
}
