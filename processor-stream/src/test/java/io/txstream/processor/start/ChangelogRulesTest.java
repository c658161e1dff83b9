package io.txstream.processor.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicProblem;
import io.txstream.service.TopicLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangelogRulesTest {

    private static final Duration WINDOW = Duration.ofDays(7);
    private static final TopicLayout RECEIVED = new TopicLayout(
            List.of(new DescribedTopic(Topics.RECEIVED, Uuid.ONE_UUID, 6, 3, Map.of("min.insync.replicas", "2"))));
    private static final long MONTH = Duration.ofDays(30).toMillis();

    private final Properties streams = new Properties();
    private ChangelogRules rules;

    @BeforeEach
    void derive() {
        ChangelogSettings.addTo(streams, RECEIVED);
        rules = new ChangelogRules(streams, 6, "broker:9092");
    }

    @Test
    void isAsDurableAsTheReceivedTopicUnlessTheOperatorSaysOtherwise() {
        assertThat(streams)
                .containsEntry(StreamsConfig.REPLICATION_FACTOR_CONFIG, "3")
                .containsEntry("topic.min.insync.replicas", "2");
        var own = new Properties();
        own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "5");
        own.put("topic.min.insync.replicas", "4");
        ChangelogSettings.addTo(own, RECEIVED);
        assertThat(own)
                .containsEntry(StreamsConfig.REPLICATION_FACTOR_CONFIG, "5")
                .containsEntry("topic.min.insync.replicas", "4");
    }

    @Test
    void acceptsWhatItWouldCreateAndMore() {
        assertThat(rules.problems(topic(6, 3, settings()), WINDOW)).isEmpty();
        assertThat(rules.problems(topic(6, 4, with("retention.ms", "-1")), WINDOW))
                .isEmpty();
        assertThat(rules.problems(topic(6, 3, with("cleanup.policy", "compact")), Duration.ZERO))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "min.insync.replicas, 1, 2",
        "message.timestamp.after.max.ms, 3600000, 9223372036854775807",
        "delete.retention.ms, 3600000, 86400000",
        "unclean.leader.election.enable, true, false",
        "retention.bytes, 1073741824, -1",
        "retention.ms, 691200000, 1209600000",
        "retention.ms, '', 1209600000",
    })
    void refusesAWeakerSettingWithTheCommand(String setting, String value, String expected) {
        assertThat(rules.problems(topic(6, 3, with(setting, value)), WINDOW))
                .containsExactly(new TopicProblem(
                        "the changelog c must have " + setting + "=" + expected + ", but has " + setting + "=" + value,
                        "run kafka-configs.sh --bootstrap-server broker:9092 --alter --entity-type topics"
                                + " --entity-name c --add-config " + setting + "=" + expected));
    }

    @Test
    void refusesAStoreWithoutExpiryWhoseChangelogExpires() {
        assertThat(rules.problems(topic(6, 3, settings()), Duration.ZERO))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.remedy()).endsWith(" --entity-name c --add-config cleanup.policy=compact"));
    }

    @Test
    void refusesAnotherPartitionCountAndFewerReplicas() {
        assertThat(rules.problems(topic(4, 1, settings()), WINDOW))
                .extracting(TopicProblem::problem)
                .containsExactly(
                        "the changelog c has 4 partitions, but the received topic has 6",
                        "the changelog c must have replication factor 3 or more, but has 1");
    }

    private static DescribedTopic topic(int partitions, int replication, Map<String, String> settings) {
        return new DescribedTopic("c", Uuid.ZERO_UUID, partitions, replication, settings);
    }

    private static Map<String, String> with(String setting, String value) {
        var settings = new HashMap<>(settings());
        settings.put(setting, value);
        return settings;
    }

    private static Map<String, String> settings() {
        return Map.of(
                "retention.bytes",
                "-1",
                "cleanup.policy",
                "compact,delete",
                "min.insync.replicas",
                "2",
                "message.timestamp.after.max.ms",
                String.valueOf(Long.MAX_VALUE),
                "delete.retention.ms",
                String.valueOf(MONTH),
                "unclean.leader.election.enable",
                "false",
                "retention.ms",
                String.valueOf(WINDOW.toMillis() + MONTH));
    }
}
