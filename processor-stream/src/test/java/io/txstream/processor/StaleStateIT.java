package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.testservers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ProcessedOnce} by a processor that returns after a day, played with changelogs that forget within seconds. */
class StaleStateIT {

    private static final String[] SETTINGS = {
        "--txstream.processor.delay=10s",
        "--spring.kafka.streams.properties[topic.segment.ms]=1000",
        "--spring.kafka.streams.properties[topic.delete.retention.ms]=100",
        "--spring.kafka.streams.properties[topic.min.cleanable.dirty.ratio]=0.01",
    };

    @TempDir
    private static Path directory;

    private static Broker kafka;

    @BeforeAll
    static void start() {
        kafka = Servers.broker(KafkaSettings.in(directory.resolve("kafka")));
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void processedOnceByAStateDirectoryThatReturnsAfterItsTombstonesWereCompacted() {
        try (var rig = new ProcessorRig(kafka, directory, "stale")) {
            cleanChangelogsAtOnce(rig);
            rig.whileRuns(
                    "a",
                    processor -> {
                        rig.send("old-1", "old-2");
                        await().until(() -> ProcessorRig.count(processor, "txstream.received") == 2);
                    },
                    SETTINGS);
            rig.whileRuns(
                    "b",
                    processor -> {
                        rig.awaitProcessed("old-2");
                        awaitCompaction(rig);
                    },
                    SETTINGS);
            rig.whileRuns(
                    "a",
                    processor -> {
                        rig.send("last");
                        assertThat(rig.awaitProcessed("last"))
                                .doesNotHaveDuplicates()
                                .contains("old-1", "old-2");
                    },
                    SETTINGS);
        }
    }

    /** Sends transactions, since only new records close a segment, until neither entry nor tombstone is left. */
    private static void awaitCompaction(ProcessorRig rig) {
        var sent = new AtomicInteger();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    rig.send("new-" + sent.incrementAndGet());
                    return !rig.hasKey("stale-due-changelog", "old-1") && !rig.hasKey("stale-due-changelog", "old-2");
                });
    }

    private static void cleanChangelogsAtOnce(ProcessorRig rig) {
        var allBrokers = new ConfigResource(ConfigResource.Type.BROKER, "");
        var change = new AlterConfigOp(new ConfigEntry("log.cleaner.backoff.ms", "200"), AlterConfigOp.OpType.SET);
        ProcessorRig.get(rig.admin
                .incrementalAlterConfigs(Map.of(allBrokers, List.of(change)))
                .all());
    }
}
