package io.txstream.processor.changelog;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicProblem;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Refuses to start on changelog topics that are weaker than the settings they would be created with. */
public final class ChangelogCheck {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Map<String, Object> admin;
    private final Properties streams;
    private final ChangelogRules rules;

    /**
     * Does not connect.
     *
     * @param admin the settings of the admin client
     * @param streams the settings of Kafka Streams, after {@link ChangelogSettings#addTo}
     * @param partitions the partition count of the received topic
     */
    public ChangelogCheck(Map<String, Object> admin, Properties streams, int partitions) {
        this.admin = admin;
        this.streams = streams;
        this.rules = new ChangelogRules(streams, partitions, address(admin));
    }

    private static String address(Map<String, Object> admin) {
        return admin.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) instanceof List<?> servers
                ? String.join(",", servers.stream().map(String::valueOf).toList())
                : String.valueOf(admin.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * Verifies the changelogs that exist. Kafka Streams creates the others.
     *
     * @param retentions how long each store keeps entries, by its name; zero if it does not expire any
     * @throws StartupProblemException if a changelog breaks a rule or cannot be described
     */
    public void verify(Map<String, Duration> retentions) {
        var problems = new ArrayList<TopicProblem>();
        try (var client = Admin.create(admin)) {
            retentions.forEach((store, retention) -> {
                DescribedTopic changelog = describe(client, changelogOf(store));
                if (changelog != null) {
                    problems.addAll(rules.problems(changelog, retention.toMillis()));
                }
            });
        }
        if (!problems.isEmpty()) {
            throw new StartupProblemException(
                    problems.stream().map(TopicProblem::problem).collect(Collectors.joining("; ")),
                    problems.stream().map(TopicProblem::remedy).collect(Collectors.joining("; ")));
        }
    }

    private String changelogOf(String store) {
        return streams.getProperty(StreamsConfig.APPLICATION_ID_CONFIG) + "-" + store + "-changelog";
    }

    private static @Nullable DescribedTopic describe(Admin client, String name) {
        var topicOptions = new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS);
        var configOptions = new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS);
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try {
            KafkaFuture<TopicDescription> topic = requireNonNull(client.describeTopics(List.of(name), topicOptions)
                    .topicNameValues()
                    .get(name));
            KafkaFuture<Config> config = requireNonNull(client.describeConfigs(List.of(resource), configOptions)
                    .values()
                    .get(resource));
            return DescribedTopic.of(topic.get(), config.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw new StartupProblemException(
                    "the broker does not describe the changelog " + name + " (" + e.getCause() + ")",
                    "allow the processor the operations DESCRIBE and DESCRIBE_CONFIGS on it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker describes " + name, e);
        }
    }
}
