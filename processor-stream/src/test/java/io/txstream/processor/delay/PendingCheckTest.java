package io.txstream.processor.delay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.processor.progress.Pending;
import io.txstream.processor.progress.ProgressStore;
import io.txstream.service.StartupProblemException;
import java.io.File;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.internals.InMemoryKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PendingCheckTest {

    private static final int PARTITIONS = 3;

    private final InMemoryKeyValueStore due = new InMemoryKeyValueStore("due");
    private final List<ProgressStore> progress =
            IntStream.range(0, PARTITIONS).mapToObj(PendingCheckTest::progress).toList();

    /** Each process ends at the first task that it opens. The operator sets what the last line names. */
    @Test
    void theRemediesOfAllPartitionsTogetherLetTheProcessorStart() {
        List<String> continueFrom = List.of("1:4@0d31e6c4"); // of an earlier problem
        for (int partition = 0; partition < PARTITIONS; partition++) {
            StartupProblemException problem = requireNonNull(start(continueFrom));
            assertThat(problem).hasMessageContaining("partition " + partition + " ");
            continueFrom = List.of(problem.remedy().replaceFirst(".*=", "").split(","));
        }
        assertThat(start(continueFrom)).isNull();
    }

    /** Returns what ends the process, or null. */
    private @Nullable StartupProblemException start(List<String> continueFrom) {
        var check = new PendingCheck(continueFrom);
        try {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                check.verify(task(partition), due, progress.get(partition));
            }
            return null;
        } catch (StartupProblemException e) {
            return e;
        }
    }

    private static MockProcessorContext<Object, Object> task(int partition) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:0");
        return new MockProcessorContext<>(settings, new TaskId(0, partition), new File("unused"));
    }

    private static ProgressStore progress(int partition) {
        var progress = new ProgressStore(new InMemoryKeyValueStore("progress"));
        Bytes head = new DueKey(100, partition, "t".getBytes(UTF_8)).toBytes();
        progress.pending(new Pending(head, null, 5));
        return progress;
    }
}
