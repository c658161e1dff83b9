package io.txstream.processor.runtime;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.TaskId;

/** Stream threads as Kafka Streams describes them. */
final class Threads {

    private Threads() {}

    static ThreadMetadata thread(String name, TaskMetadata... tasks) {
        return new StreamThread(name, Set.of(tasks));
    }

    static TaskMetadata task(TopicPartition partition, long committed, long lastRead) {
        return new Task(partition, committed, lastRead);
    }

    private record Task(TopicPartition partition, long committed, long lastRead) implements TaskMetadata {

        @Override
        public TaskId taskId() {
            return new TaskId(0, partition.partition());
        }

        @Override
        public Set<TopicPartition> topicPartitions() {
            return Set.of(partition);
        }

        @Override
        public Map<TopicPartition, Long> committedOffsets() {
            return Map.of(partition, committed);
        }

        @Override
        public Map<TopicPartition, Long> endOffsets() {
            return Map.of(partition, lastRead);
        }

        @Override
        public Optional<Long> timeCurrentIdlingStarted() {
            return Optional.empty();
        }
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
}
