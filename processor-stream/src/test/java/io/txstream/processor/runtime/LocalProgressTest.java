package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class LocalProgressTest {

    private static final TopicPartition PARTITION = new TopicPartition("received", 0);

    @Test
    void aThreadWithTasksMustCommit() {
        assertThat(mustMove(thread("a", task(-1, -1)), thread("b"))).isEqualTo(Map.of("a", 7L));
    }

    @Test
    void aPartitionMustMoveWhileItHasInputThatIsNotCommitted() {
        assertThat(mustMove(thread("a", task(5, 4)))).containsOnlyKeys("a");
        assertThat(mustMove(thread("a", task(5, 5)))).containsEntry("received-0", 5L);
        assertThat(mustMove(thread("a", task(-1, 0)))).containsEntry("received-0", -1L);
    }

    private static Map<String, Long> mustMove(ThreadMetadata... threads) {
        Map<MetricName, Metric> metrics = Stream.of("a", "b")
                .map(thread -> new MetricName("commit-total", "stream-thread-metrics", "", Map.of("thread-id", thread)))
                .collect(Collectors.toMap(name -> name, name -> metric(name, 7.0)));
        return LocalProgress.commits(Set.of(threads), metrics);
    }

    private static Metric metric(MetricName name, double value) {
        return new Metric() {
            @Override
            public MetricName metricName() {
                return name;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        };
    }

    private record Task(long committed, long lastRead) implements TaskMetadata {

        @Override
        public TaskId taskId() {
            return new TaskId(0, 0);
        }

        @Override
        public Set<TopicPartition> topicPartitions() {
            return Set.of(PARTITION);
        }

        @Override
        public Map<TopicPartition, Long> committedOffsets() {
            return Map.of(PARTITION, committed);
        }

        @Override
        public Map<TopicPartition, Long> endOffsets() {
            return Map.of(PARTITION, lastRead);
        }

        @Override
        public Optional<Long> timeCurrentIdlingStarted() {
            return Optional.empty();
        }
    }

    private static Task task(long committed, long lastRead) {
        return new Task(committed, lastRead);
    }

    private record StreamThread(String threadName, Set<TaskMetadata> activeTasks) implements ThreadMetadata {

        @Override
        public String threadState() {
            return "RUNNING";
        }

        @Override
        public Set<TaskMetadata> standbyTasks() {
            return Set.of();
        }

        @Override
        public String consumerClientId() {
            return "consumer";
        }

        @Override
        public String restoreConsumerClientId() {
            return "restore";
        }

        @Override
        public Set<String> producerClientIds() {
            return Set.of("producer");
        }

        @Override
        public String adminClientId() {
            return "admin";
        }
    }

    private static ThreadMetadata thread(String name, TaskMetadata... tasks) {
        return new StreamThread(name, Set.of(tasks));
    }
}
