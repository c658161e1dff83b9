package io.txstream.service;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Describes the topics of the contract by asking the broker. */
final class BrokerTopics {

    private static final int ATTEMPT_TIMEOUT_MILLIS = 5_000;
    private static final String SET_ADDRESS = "set SPRING_KAFKA_BOOTSTRAP_SERVERS to the broker's address, such as"
            + " localhost:9092 (several are separated by commas)";

    private final Map<String, Object> settings;
    private final String address;

    /**
     * Does not connect.
     *
     * @param settings the settings of the admin client, {@code bootstrap.servers} among them
     */
    BrokerTopics(Map<String, Object> settings) {
        this.settings = settings;
        this.address = settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG) instanceof List<?> servers
                ? String.join(",", servers.stream().map(String::valueOf).toList())
                : String.valueOf(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * Describes the topics with a client of its own. Each request times out after 5 s.
     *
     * @throws StartupProblemException if the client's settings are wrong
     * @throws KafkaException if the broker refuses to answer
     */
    TopicsAnswer describe() {
        Admin admin;
        try {
            admin = Admin.create(settings);
        } catch (KafkaException e) {
            return notCreated(String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage()));
        }
        try (admin) {
            return describe(admin);
        } catch (RetriableException e) {
            return new TopicsAnswer.NotYet(
                    "the broker at " + address + " does not answer (" + e.getMessage() + ")",
                    "start the broker, or " + SET_ADDRESS);
        }
    }

    private TopicsAnswer notCreated(String cause) {
        // A name that cannot be resolved yet is treated like a broker that does not answer yet.
        if (cause.startsWith("No resolvable bootstrap urls")) {
            return new TopicsAnswer.NotYet(
                    "the broker's address " + address + " cannot be resolved (" + cause + ")", SET_ADDRESS);
        }
        throw new StartupProblemException(
                "no Kafka client can be created for the broker at " + address + ": " + cause,
                "check SPRING_KAFKA_BOOTSTRAP_SERVERS, SPRING_KAFKA_SECURITY_*, SPRING_KAFKA_SSL_* and"
                        + " SPRING_KAFKA_PROPERTIES_*");
    }

    private TopicsAnswer describe(Admin admin) {
        var missing = new TreeSet<String>();
        var topics = new DescribeTopicsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        Map<String, TopicDescription> descriptions =
                existing(admin.describeTopics(Topics.ALL, topics).topicNameValues(), name -> name, missing);
        var configs = new DescribeConfigsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        List<ConfigResource> resources = descriptions.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> settingsByTopic =
                existing(admin.describeConfigs(resources, configs).values(), ConfigResource::name, missing);
        return missing.isEmpty() ? found(descriptions, settingsByTopic) : missing(missing);
    }

    private static TopicsAnswer found(Map<String, TopicDescription> descriptions, Map<String, Config> settings) {
        return new TopicsAnswer.Found(descriptions.entrySet().stream()
                .map(topic -> DescribedTopic.of(topic.getValue(), requireNonNull(settings.get(topic.getKey()))))
                .toList());
    }

    private TopicsAnswer missing(Set<String> topics) {
        return new TopicsAnswer.NotYet(
                "the topics " + topics + " do not exist on the broker at " + address,
                "create the topics, or " + SET_ADDRESS);
    }

    /** Returns the results by topic, and adds the topics that do not exist to {@code missing}. */
    private static <K, V> Map<String, V> existing(
            Map<K, KafkaFuture<V>> results, Function<K, String> topic, Set<String> missing) {
        var existing = new TreeMap<String, V>();
        results.forEach((key, result) -> {
            try {
                existing.put(topic.apply(key), get(result));
            } catch (UnknownTopicOrPartitionException e) {
                missing.add(topic.apply(key));
            }
        });
        return existing;
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker describes the topics", e);
        }
    }
}
