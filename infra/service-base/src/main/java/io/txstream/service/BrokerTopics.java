package io.txstream.service;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
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

/**
 * Describes topics by asking the broker, with one client. The thread that starts the service uses it first; once the
 * topics of the contract were described, any thread may.
 */
public final class BrokerTopics implements AutoCloseable {

    private static final int ATTEMPT_TIMEOUT_MILLIS = 5_000;
    private static final String SET_ADDRESS = "set SPRING_KAFKA_BOOTSTRAP_SERVERS to the broker's address, such as"
            + " localhost:9092 (several are separated by commas)";

    private final Map<String, Object> settings;
    private final List<String> addresses;
    private volatile @Nullable Admin admin;

    /**
     * Does not connect.
     *
     * @param settings the settings of the admin client, {@code bootstrap.servers} among them
     */
    public BrokerTopics(Map<String, Object> settings) {
        this.settings = settings;
        Object servers = settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
        this.addresses = servers instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(servers).split(","));
    }

    /**
     * Describes the topics of the contract. Each request times out after 5 s.
     *
     * @throws StartupProblemException if the client's settings are wrong, or the broker denies a right
     * @throws KafkaException if the broker refuses to answer
     */
    TopicsAnswer describe() {
        Admin client = admin;
        if (client == null) {
            try {
                client = Admin.create(settings);
                admin = client;
            } catch (KafkaException e) {
                return notCreated(e);
            }
        }
        try {
            return describe(client);
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

    /** Returns the brokers as the settings name them, separated by commas. */
    public String address() {
        return String.join(",", addresses);
    }

    private TopicsAnswer describe(Admin admin) {
        Map<String, DescribedTopic> existing = existing(admin, Topics.ALL);
        var missing = new TreeSet<>(Topics.ALL);
        missing.removeAll(existing.keySet());
        return missing.isEmpty() ? new TopicsAnswer.Found(List.copyOf(existing.values())) : missing(missing);
    }

    /**
     * Describes those topics that exist. Each request times out after 5 s.
     *
     * @throws StartupProblemException if the broker denies a right
     * @throws KafkaException if the broker does not answer or refuses
     */
    public Map<String, DescribedTopic> existing(Collection<String> names) {
        return existing(admin(), names);
    }

    private Map<String, DescribedTopic> existing(Admin admin, Collection<String> names) {
        var topics = new DescribeTopicsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        Map<String, TopicDescription> descriptions =
                existing("Describe", admin.describeTopics(names, topics).topicNameValues(), name -> name);
        var configs = new DescribeConfigsOptions().timeoutMs(ATTEMPT_TIMEOUT_MILLIS);
        List<ConfigResource> resources = descriptions.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var existing = new TreeMap<String, DescribedTopic>();
        existing("DescribeConfigs", admin.describeConfigs(resources, configs).values(), ConfigResource::name)
                .forEach((name, config) ->
                        existing.put(name, DescribedTopic.of(requireNonNull(descriptions.get(name)), config)));
        return existing;
    }

    /** Returns the client, once the topics were described. {@link #close} closes it. */
    Admin admin() {
        return requireNonNull(admin, "the topics were not described yet");
    }

    private TopicsAnswer missing(Set<String> topics) {
        return new TopicsAnswer.NotYet(
                "the topics " + topics + " do not exist on the broker at " + address(),
                "create the topics, or " + SET_ADDRESS);
    }

    /**
     * Returns the results by topic, without those of topics that do not exist.
     *
     * @param right that the request needs
     */
    private <K, V> Map<String, V> existing(String right, Map<K, KafkaFuture<V>> results, Function<K, String> topic) {
        var existing = new TreeMap<String, V>();
        results.forEach((key, result) -> {
            try {
                existing.put(topic.apply(key), KafkaFutures.get(result));
            } catch (UnknownTopicOrPartitionException e) {
                // left out
            } catch (AuthorizationException e) {
                throw new StartupProblemException(
                        "the broker at %s denies this service the right %s on topic %s"
                                .formatted(address(), right, topic.apply(key)),
                        KafkaProblemAnalyzer.GRANT);
            }
        });
        return existing;
    }

    @Override
    public void close() {
        Admin client = admin;
        if (client != null) {
            client.close();
        }
    }
}
