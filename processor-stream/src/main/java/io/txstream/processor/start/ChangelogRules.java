package io.txstream.processor.start;

import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What an existing changelog topic must have. Kafka Streams creates changelogs with the settings of
 * {@link ChangelogSettings}, but never changes one that exists.
 */
final class ChangelogRules {

    private static final String UNLIMITED = "-1";

    private final Properties streams;
    private final int partitions;
    private final String address;

    /**
     * @param streams the settings of Kafka Streams, after {@link ChangelogSettings#addTo}
     * @param partitions the partition count of the received topic
     * @param address of the broker, for the command
     */
    ChangelogRules(Properties streams, int partitions, String address) {
        this.streams = streams;
        this.partitions = partitions;
        this.address = address;
    }

    /**
     * Returns every rule that a changelog breaks.
     *
     * @param retention how long the store keeps entries; zero if it does not expire any
     */
    List<TopicProblem> problems(DescribedTopic changelog, Duration retention) {
        var problems = new ArrayList<TopicProblem>();
        if (changelog.partitions() != partitions) {
            problems.add(new TopicProblem(
                    "the changelog " + changelog.name() + " has " + changelog.partitions() + " partitions, but the"
                            + " received topic has " + partitions,
                    "restore the topics that belong together; deleting a changelog loses what is pending"));
        }
        long replication = ChangelogSettings.value(streams, StreamsConfig.REPLICATION_FACTOR_CONFIG);
        if (changelog.replication() < replication) {
            problems.add(new TopicProblem(
                    "the changelog " + changelog.name() + " must have replication factor " + replication
                            + " or more, but has " + changelog.replication(),
                    "raise it with kafka-reassign-partitions.sh, or set SPRING_KAFKA_STREAMS_REPLICATION_FACTOR"));
        }
        var wrong = wrongSettings(changelog, retention);
        if (!wrong.isEmpty()) {
            problems.add(new TopicProblem(
                    "the changelog " + changelog.name() + " must have " + listed(wrong) + ", but has "
                            + wrong.keySet().stream()
                                    .map(setting -> setting + "=" + current(changelog, setting))
                                    .collect(Collectors.joining(",")),
                    "run kafka-configs.sh --bootstrap-server " + address
                            + " --alter --entity-type topics --entity-name " + changelog.name() + " --add-config "
                            + listed(wrong)));
        }
        return problems;
    }

    /** Returns the settings that are too weak, with the values that they must have. */
    private Map<String, String> wrongSettings(DescribedTopic changelog, Duration retention) {
        var required = new TreeMap<String, String>();
        for (String atLeast : List.of(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                TopicConfig.DELETE_RETENTION_MS_CONFIG)) {
            required.put(atLeast, ChangelogSettings.topicValue(streams, atLeast));
        }
        if (!retention.isZero()) {
            long additional = ChangelogSettings.value(
                    streams, StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG);
            required.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(retention.toMillis() + additional));
        }
        required.entrySet().removeIf(entry -> isAtLeast(current(changelog, entry.getKey()), entry.getValue()));
        addUnlessEqual(required, changelog, TopicConfig.RETENTION_BYTES_CONFIG, UNLIMITED);
        addUnlessEqual(
                required,
                changelog,
                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                ChangelogSettings.topicValue(streams, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG));
        if (retention.isZero()) {
            addUnlessEqual(required, changelog, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        }
        return required;
    }

    private static void addUnlessEqual(
            Map<String, String> required, DescribedTopic changelog, String setting, String value) {
        if (!current(changelog, setting).equals(value)) {
            required.put(setting, value);
        }
    }

    private static boolean isAtLeast(String actual, String least) {
        return actual.equals(UNLIMITED)
                || (actual.matches("\\d{1,19}") && Long.parseLong(actual) >= Long.parseLong(least));
    }

    private static String current(DescribedTopic changelog, String setting) {
        return changelog.settings().getOrDefault(setting, "");
    }

    private static String listed(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
