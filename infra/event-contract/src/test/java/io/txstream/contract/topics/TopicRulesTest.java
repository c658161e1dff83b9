package io.txstream.contract.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRulesTest {

    @Test
    void acceptsTheTopicsOfTheContract() {
        assertThat(TopicRules.problems(topics(6, 6, 6))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "message.timestamp.type, CreateTime, message.timestamp.type=LogAppendTime",
        "message.timestamp.type, '', message.timestamp.type=LogAppendTime",
        "cleanup.policy, compact, cleanup.policy=delete",
        "cleanup.policy, 'compact,delete', cleanup.policy=delete",
        "max.message.bytes, 2097151, max.message.bytes=2097152 or more",
        "max.message.bytes, '', max.message.bytes=2097152 or more",
    })
    void aWrongSettingIsReportedWithItsTopicAndTheExpectedValue(String setting, String value, String expected) {
        List<DescribedTopic> topics = topics(6, 6, 6);
        DescribedTopic wrong = with(topics.get(1), setting, value);
        assertThat(TopicRules.problems(List.of(topics.get(0), wrong, topics.get(2))))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.problem())
                            .startsWith("the topics [transactions.processed] must have " + expected + ", since ");
                    assertThat(problem.remedy()).startsWith("set " + setting + " with kafka-configs.sh");
                });
    }

    @Test
    void unequalPartitionCountsAreReported() {
        assertThat(TopicRules.problems(topics(6, 6, 3)))
                .extracting(TopicProblem::problem)
                .containsExactly("the topics must have equally many partitions, but [transactions.processed,"
                        + " transactions.received, transactions.rejected] have [6, 6, 3]");
    }

    @Test
    void everyProblemIsReported() {
        List<DescribedTopic> topics = topics(6, 6, 3);
        DescribedTopic wrong = with(with(topics.get(1), "cleanup.policy", "compact"), "max.message.bytes", "1000");
        assertThat(TopicRules.problems(List.of(topics.get(0), wrong, topics.get(2))))
                .hasSize(3);
    }

    private static List<DescribedTopic> topics(int received, int processed, int rejected) {
        List<Integer> partitions = List.of(received, processed, rejected);
        return IntStream.range(0, 3)
                .mapToObj(
                        i -> Topics.specifications(partitions.get(i), (short) 3).get(i))
                .map(topic -> new DescribedTopic(
                        topic.name(), Uuid.ONE_UUID, topic.numPartitions(), topic.replicationFactor(), topic.configs()))
                .toList();
    }

    private static DescribedTopic with(DescribedTopic topic, String setting, String value) {
        var settings = new HashMap<>(topic.settings());
        settings.put(setting, value);
        return new DescribedTopic(topic.name(), topic.id(), topic.partitions(), topic.replication(), settings);
    }
}
