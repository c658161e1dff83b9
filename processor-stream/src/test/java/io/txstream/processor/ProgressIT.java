package io.txstream.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.txstream.embedded.kafka.Broker;
import io.txstream.embedded.kafka.KafkaSettings;
import io.txstream.service.StartupProblemException;
import io.txstream.testservers.Servers;
import io.txstream.testsupport.servers.NeedsEmbeddedServers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ProcessedOnce} and {@code NothingLost} at any age: offsets that are lost or set, state that is lost, and
 * topics that are not those of the state.
 */
class ProgressIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

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
    void processedOnceAndNothingLostHoweverTheOffsetsAreLostOrSet() {
        try (var rig = new ProcessorRig(kafka, directory, "offsets")) {
            rig.sendOld("t1", "t2", "t3");
            rig.whileRuns("offsets-state", processor -> {
                rig.send("t4");
                rig.awaitProcessed("t4");
                assertThat(ProcessorRig.count(processor, "txstream.received")).isEqualTo(4);
            });
            ProcessorRig.get(rig.admin.deleteConsumerGroups(List.of(rig.group)).all());
            rig.send("t5");
            rig.whileRuns("offsets-state", processor -> {
                assertThat(rig.awaitProcessed("t5")).containsExactly("t1", "t2", "t3", "t4", "t5");
                assertThat(ProcessorRig.count(processor, "txstream.received")).isEqualTo(1);
            });
            // Reset to the start, on an empty state directory: the progress comes from the changelog.
            setOffset(rig, 0);
            rig.send("t6");
            rig.whileRuns("offsets-empty-state", processor -> {
                assertThat(rig.awaitProcessed("t6")).containsExactly("t1", "t2", "t3", "t4", "t5", "t6");
                assertThat(ProcessorRig.count(processor, "txstream.received")).isEqualTo(1);
            });
            // Reset to the end.
            rig.send("t7");
            setOffset(rig, 7);
            rig.send("t8");
            rig.whileRuns("offsets-state", processor -> {
                assertThat(rig.awaitProcessed("t8")).containsExactly("t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8");
            });
        }
    }

    /** The start set the offset back to the older progress, and the filter skipped nothing. */
    @Test
    void processedOnceWhenAVersionWithoutProgressHasRunInBetween() {
        try (var rig = new ProcessorRig(kafka, directory, "rollback")) {
            rig.whileRuns("rollback-state", processor -> {
                rig.send("t1");
                rig.awaitProcessed("t1");
            });
            rig.sendOld("t2", "t3");
            rig.sendProcessed("t2", 1);
            rig.sendProcessed("t3", 2);
            setOffset(rig, 3);
            rig.send("t4");
            rig.whileRuns("rollback-state", processor -> {
                assertThat(rig.awaitProcessed("t4")).containsExactly("t1", "t2", "t3", "t4");
            });
        }
    }

    @Test
    void topicsThatWereCreatedAgainAreRefusedUntilAnOperatorContinues() {
        try (var rig = new ProcessorRig(kafka, directory, "again")) {
            rig.whileRuns("again-state", processor -> {
                rig.send("t1", "t2");
                rig.awaitProcessed("t2");
            });
            rig.createTopicsAgain();
            rig.send("t3", "t4", "t5");
            String continueFrom = refused(
                    rig,
                    "again-state",
                    "0:0",
                    "partition 0 of transactions.received was created again",
                    "up to offset 2");
            rig.whileRuns(
                    "again-state",
                    processor -> {
                        assertThat(rig.awaitProcessed("t5")).containsExactly("t3", "t4", "t5");
                    },
                    continueFrom);
            // The local state, and a restored one, hold the new progress. The setting may stay.
            for (String state : List.of("again-state", "again-empty-state")) {
                rig.whileRuns(
                        state,
                        processor -> {
                            rig.send(state);
                            assertThat(rig.awaitProcessed(state))
                                    .startsWith("t3", "t4", "t5")
                                    .doesNotHaveDuplicates();
                            assertThat(ProcessorRig.count(processor, "txstream.received"))
                                    .isEqualTo(1);
                        },
                        continueFrom);
            }
        }
    }

    @Test
    void stateThatIsLostIsRefusedUntilAnOperatorContinues() {
        try (var rig = new ProcessorRig(kafka, directory, "lost")) {
            rig.sendOld("t1", "t2");
            rig.whileRuns("lost-state", processor -> {
                rig.awaitProcessed("t2");
            });
            List<String> changelogs = ProcessorRig.get(rig.admin.listTopics().names()).stream()
                    .filter(name -> name.startsWith("lost-"))
                    .toList();
            assertThat(changelogs).hasSize(3);
            ProcessorRig.get(rig.admin.deleteTopics(changelogs).all());
            ProcessorRig.get(rig.admin.deleteConsumerGroups(List.of(rig.group)).all());
            rig.send("t3");
            String continueFrom = refused(rig, "lost-state", "0:2", "its state is lost");
            rig.whileRuns(
                    "lost-empty-state",
                    processor -> {
                        assertThat(rig.awaitProcessed("t3")).containsExactly("t1", "t2", "t3");
                    },
                    continueFrom);
        }
    }

    /** A restore from an emptied changelog lost them without a line. */
    @Test
    void pendingTransactionsThatAreLostEndTheProcessUntilAnOperatorContinues() {
        try (var rig = new ProcessorRig(kafka, directory, "emptied")) {
            rig.whileRuns(
                    "emptied-state",
                    processor -> {
                        rig.send("t1");
                        await().until(() -> ProcessorRig.count(processor, "txstream.received") == 1);
                    },
                    "--txstream.processor.delay=50s");
            rig.empty("emptied-due-changelog");
            rig.whileRuns(
                    "emptied-empty-state", processor -> await().atMost(TIMEOUT).until(() -> rig.exits.get() == 1));
            rig.whileRuns(
                    "emptied-other-state",
                    processor -> {
                        rig.send("t2");
                        assertThat(rig.awaitProcessed("t2")).containsExactly("t2");
                    },
                    "--txstream.processor.continue-from=" + named(rig));
        }
    }

    @NeedsEmbeddedServers("cuts the log of a partition")
    @Test
    void aTruncatedLogIsRefusedUntilAnOperatorContinues() throws IOException {
        try (var rig = new ProcessorRig(kafka, directory, "cut")) {
            rig.sendOld("t1", "t2", "t3", "t4");
            rig.whileRuns("cut-state", processor -> rig.awaitProcessed("t4"));
            kafka.kill();
            cutLastBatches(2);
            kafka.start();
            // As many records as were lost, and one more: the end of the log shows nothing.
            rig.send("t5", "t6", "t7");
            String continueFrom = refused(
                    rig,
                    "cut-state",
                    "0:2",
                    "was truncated at offset 2: the state was built from it up to offset 4",
                    "the log now ends at 5");
            rig.whileRuns(
                    "cut-state",
                    processor -> assertThat(rig.awaitProcessed("t7"))
                            .containsExactly("t1", "t2", "t3", "t4", "t5", "t6", "t7"),
                    continueFrom);
        }
    }

    /** Returns the entry that the last line of a processor names. */
    private static String named(ProcessorRig rig) {
        Matcher entry = Pattern.compile("TXSTREAM_PROCESSOR_CONTINUE_FROM=(0:0@[0-9a-f]{8})")
                .matcher(rig.lastLine());
        assertThat(entry.find()).isTrue();
        return entry.group(1);
    }

    /** Starts the processor, which refuses. Returns the setting that the refusal names. */
    private static String refused(ProcessorRig rig, String state, String entry, String... problem) {
        var remedy = new StringBuilder();
        assertThatThrownBy(() -> rig.run(state))
                .rootCause()
                .hasMessageContainingAll(problem)
                .isInstanceOfSatisfying(StartupProblemException.class, refusal -> remedy.append(refusal.remedy()));
        assertThat(remedy.toString()).matches(".* TXSTREAM_PROCESSOR_CONTINUE_FROM=" + entry + "@[0-9a-f]{8}");
        return remedy.substring(remedy.lastIndexOf(" ") + 1)
                .replace("TXSTREAM_PROCESSOR_CONTINUE_FROM", "--txstream.processor.continue-from");
    }

    /** A log that lost its tail, as after a power loss: the broker does not sync each write to disk. */
    private static void cutLastBatches(int batches) throws IOException {
        Path partition = directory.resolve("kafka/data/transactions.received-0");
        Path log = partition.resolve("00000000000000000000.log");
        List<Integer> starts = new ArrayList<>();
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(log));
        int header = Long.BYTES + Integer.BYTES; // base offset, then the length of the rest
        for (int start = 0; start + header < content.limit() && content.getInt(start + Long.BYTES) > 0; ) {
            starts.add(start);
            start += header + content.getInt(start + Long.BYTES);
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(starts.get(starts.size() - batches));
        }
        Files.delete(partition.resolve("00000000000000000000.index"));
        Files.delete(partition.resolve("00000000000000000000.timeindex"));
    }

    private static void setOffset(ProcessorRig rig, long offset) {
        var offsets = Map.of(ProcessorRig.RECEIVED, new OffsetAndMetadata(offset));
        ProcessorRig.get(rig.admin.alterConsumerGroupOffsets(rig.group, offsets).all());
    }
}
