package io.txstream.embedded.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.contract.Topics;
import io.txstream.testsupport.DirectProducer;
import io.txstream.testsupport.TopicReader;
import io.txstream.testsupport.clock.SteppableClock;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The append time of a broker follows the clock that a test steps while the broker runs. */
@NeedsEmbeddedServers("tests the embedded servers themselves")
class SteppableClockIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void theAppendTimeFollowsASteppedClock() {
        var clock = new SteppableClock(directory.resolve("clock"));
        KafkaSettings settings = KafkaSettings.in(directory.resolve("kafka"));
        try (var kafka = new KafkaServer(settings.withJvmOptions(List.of("-Xmx400m", clock.jvmOption())))) {
            kafka.start();
            kafka.createTopics(1);
            awaitAppendsAt(kafka, Duration.ZERO);

            clock.set("kafka", Duration.ofDays(8));
            awaitAppendsAt(kafka, Duration.ofDays(8));

            clock.set("kafka", Duration.ofHours(-2));
            awaitAppendsAt(kafka, Duration.ofHours(-2));

            kafka.kill();
            kafka.start();
            awaitAppendsAt(kafka, Duration.ofHours(-2));
        }
    }

    private static void awaitAppendsAt(KafkaServer kafka, Duration offset) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            new DirectProducer(kafka.bootstrapServers()).send("any");
            List<ConsumerRecord<byte[], byte[]>> records =
                    new TopicReader(kafka.bootstrapServers()).readAll(Topics.RECEIVED);
            Instant last = Instant.ofEpochMilli(records.get(records.size() - 1).timestamp());
            assertThat(Duration.between(Instant.now().plus(offset), last).abs()).isLessThan(TOLERANCE);
        });
    }
}
