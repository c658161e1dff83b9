package io.txstream.service;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import java.net.InetSocketAddress;
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
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Describes the topics of the contract by asking the broker, with one client for all attempts. Not thread-safe. */
final class BrokerTopics implements AutoCloseable {

    private static final int ATTEMPT_TIMEOUT_MILLIS = 5_000;
    private static final String SET_ADDRESS = "set SPRING_KAFKA_BOOTSTRAP_SERVERS to the broker's address, such as"
            + " localhost:9092 (several are separated by commas)";

    private final Map<String, Object> settings;
    private final List<String> addresses;
    private @Nullable Admin admin;

    /**
     * Does not connect.
     *
     * @param settings the settings of the admin client, {@code bootstrap.servers} among them
     */
    BrokerTopics(Map<String, Object> settings) {
        this.settings = settings;
        Object servers = settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        this.addresses = servers instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(servers).split(","));
    }

    /**
     * Describes the topics. Each request times out after 5 s.
     *
     * @throws StartupProblemException if the client's settings are wrong, or the broker denies a right
     * @throws KafkaException if the broker refuses to answer
     */
    TopicsAnswer describe() {
        if (admin == null) {
            try {
                admin = Admin.create(settings);
            } catch (KafkaException e) {
                return notCreated(e);
            }
        }
        try {
            return describe(admin);
        } catch (RetriableException e) {
            return new TopicsAnswer.NotYet(
                    "the broker at " + address() + " does not answer (" + e.getMessage() + ")",
                    "start the broker, or " + SET_ADDRESS + ", or SPRING_KAFKA_SECURITY_PROTOCOL to its protocol:"
                            + " a broker does not answer a client of another");
        }
    }

    private TopicsAnswer notCreated(KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        // A name that cannot be resolved yet is treated like a broker that does not answer yet.
        if (addresses.stream().allMatch(BrokerTopics::isUnresolved)) {
            return new TopicsAnswer.NotYet(
                    "the broker's address " + address() + " cannot be resolved (" + cause.getMessage() + ")",
                    SET_ADDRESS);
        }
        throw new StartupProblemException(
                "no Kafka client can be created for the broker at " + address() + ": " + cause.getMessage(),
                "check SPRING_KAFKA_BOOTSTRAP_SERVERS, SPRING_KAFKA_SECURITY_*, SPRING_KAFKA_SSL_* and"
                        + " SPRING_KAFKA_PROPERTIES_*");
    }

    /** Whether an address is well-formed, but its name is unknown. The client fails only if this holds for all. */
    private static boolean isUnresolved(String address) {
        String host = Utils.getHost(address.strip());
        Integer port = Utils.getPort(address.strip());
        return host != null && port != null && new InetSocketAddress(host, port).isUnresolved();
    }

    private String address() {
        return String.join(",", addresses);
    }

    private TopicsAnswer describe(Admin admin) {
        var missing = new TreeSet<String>();
        var topics = new DescribeTopicsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        Map<String, TopicDescription> descriptions =
                existing("Describe", admin.describeTopics(Topics.ALL, topics).topicNameValues(), name -> name, missing);
        var configs = new DescribeConfigsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        List<ConfigResource> resources = descriptions.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Config> settingsByTopic = existing(
                "DescribeConfigs", admin.describeConfigs(resources, configs).values(), ConfigResource::name, missing);
        return missing.isEmpty() ? found(descriptions, settingsByTopic) : missing(missing);
    }

    private static TopicsAnswer found(Map<String, TopicDescription> descriptions, Map<String, Config> settings) {
        return new TopicsAnswer.Found(descriptions.entrySet().stream()
                .map(topic -> DescribedTopic.of(topic.getValue(), requireNonNull(settings.get(topic.getKey()))))
                .toList());
    }

    private TopicsAnswer missing(Set<String> topics) {
        return new TopicsAnswer.NotYet(
                "the topics " + topics + " do not exist on the broker at " + address(),
                "create the topics, or " + SET_ADDRESS);
    }

    /**
     * Returns the results by topic, and adds the topics that do not exist to {@code missing}.
     *
     * @param right that the request needs
     */
    private <K, V> Map<String, V> existing(
            String right, Map<K, KafkaFuture<V>> results, Function<K, String> topic, Set<String> missing) {
        var existing = new TreeMap<String, V>();
        results.forEach((key, result) -> {
            try {
                existing.put(topic.apply(key), get(result));
            } catch (UnknownTopicOrPartitionException e) {
                missing.add(topic.apply(key));
            } catch (AuthorizationException e) {
                throw new StartupProblemException(
                        "the broker at %s denies this service the right %s on topic %s"
                                .formatted(address(), right, topic.apply(key)),
                        KafkaProblemAnalyzer.GRANT);
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

    @Override
    public void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
