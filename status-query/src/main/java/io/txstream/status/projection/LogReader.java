package io.txstream.status.projection;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker about the topics. Each method blocks, for at most {@link #TIMEOUT} per request. */
final class LogReader {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;

    LogReader(Admin admin) {
        this.admin = admin;
    }

    /** Returns the partitions of all topics, ordered by topic and partition. */
    static List<TopicPartition> partitions(int partitionsPerTopic) {
        return Topics.ALL.stream()
                .sorted()
                .flatMap(topic -> IntStream.range(0, partitionsPerTopic).mapToObj(i -> new TopicPartition(topic, i)))
                .toList();
    }

    /**
     * Returns the answer to a question that a start depends on.
     *
     * @throws StartupProblemException if the broker does not answer
     */
    static <T> T atStart(Supplier<T> question) {
        try {
            return question.get();
        } catch (KafkaException e) {
            throw new StartupProblemException(
                    "the broker does not say what the topics hold: " + e.getMessage(),
                    "start the broker, or check SPRING_KAFKA_BOOTSTRAP_SERVERS and the rights of this service");
        }
    }

    TopicIds topicIds() {
        var options = new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis());
        Map<String, String> ids = new HashMap<>();
        get(admin.describeTopics(Topics.ALL, options).allTopicNames())
                .forEach((name, topic) -> ids.put(name, topic.topicId().toString()));
        return new TopicIds(ids);
    }

    Map<TopicPartition, Long> starts(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    }

    /** Returns the offsets before which no transaction is open. */
    Map<TopicPartition, Long> stableEnds(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    }

    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        var options = new ListOffsetsOptions(isolation).timeoutMs((int) TIMEOUT.toMillis());
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> spec));
        Map<TopicPartition, ListOffsetsResultInfo> found =
                get(admin.listOffsets(wanted, options).all());
        return partitions.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        partition -> requireNonNull(found.get(partition)).offset()));
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker answers", e);
        }
    }
}
