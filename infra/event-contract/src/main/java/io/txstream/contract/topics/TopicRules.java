package io.txstream.contract.topics;

import io.txstream.contract.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What the guarantees require of the three topics: equal partition counts, timestamps from the broker, no compaction,
 * and room for every allowed record. Retention is not checked, since it is the operator's choice.
 */
public final class TopicRules {

    private static final List<TopicRule> RULES = List.of(
            new TopicRule(
                    TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                    Topics.LOG_APPEND_TIME::equals,
                    Topics.LOG_APPEND_TIME,
                    "a producer's clock must not decide when a transaction is due"),
            new TopicRule(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE::equals,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    "compaction would remove records from the audit log"),
            new TopicRule(
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    value -> isAtLeast(Topics.MAX_BATCH_BYTES, value),
                    Topics.MAX_BATCH_BYTES + " or more",
                    "every received record must fit when it is written again"));

    private TopicRules() {}

    /**
     * Returns every rule that the topics break; empty if the topics can be used.
     *
     * @param topics all topics of the contract, in any order
     */
    public static List<TopicProblem> problems(Collection<DescribedTopic> topics) {
        List<DescribedTopic> sorted = topics.stream()
                .sorted(Comparator.comparing(DescribedTopic::name))
                .toList();
        var problems = new ArrayList<TopicProblem>();
        for (TopicRule rule : RULES) {
            List<DescribedTopic> broken =
                    sorted.stream().filter(rule::isBrokenBy).toList();
            if (!broken.isEmpty()) {
                problems.add(wrongSetting(broken, rule));
            }
        }
        if (sorted.stream().mapToInt(DescribedTopic::partitions).distinct().count() > 1) {
            problems.add(unequalPartitions(sorted));
        }
        return List.copyOf(problems);
    }

    private static TopicProblem wrongSetting(List<DescribedTopic> topics, TopicRule rule) {
        return new TopicProblem(
                "the topics " + names(topics) + " must have " + rule.setting() + "=" + rule.expected() + ", since "
                        + rule.reason(),
                "set " + rule.setting()
                        + " with kafka-configs.sh --alter; records that were received before keep what they have");
    }

    private static TopicProblem unequalPartitions(List<DescribedTopic> topics) {
        return new TopicProblem(
                "the topics must have equally many partitions, but " + names(topics) + " have "
                        + topics.stream().map(DescribedTopic::partitions).toList(),
                "delete the topics, if they are empty, and create them with one partition count; keep "
                        + Topics.RECEIVED + " once it holds transactions, since it is the audit record");
    }

    private static List<String> names(List<DescribedTopic> topics) {
        return topics.stream().map(DescribedTopic::name).toList();
    }

    private static boolean isAtLeast(int least, String value) {
        try {
            return Integer.parseInt(value) >= least;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
