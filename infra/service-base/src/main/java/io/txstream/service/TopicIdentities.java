package io.txstream.service;

import static java.util.Objects.requireNonNull;

import io.txstream.contract.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Reads the identities of the topics of the contract. Each request times out after 5 s. */
final class TopicIdentities implements Supplier<Map<String, TopicIdentity>>, AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;

    /** Opens a client, which {@link #close} closes. */
    TopicIdentities(Map<String, Object> settings) {
        admin = Admin.create(settings);
    }

    /**
     * Returns the identities by topic.
     *
     * @throws KafkaException if the broker does not answer or refuses, or a topic does not exist
     */
    @Override
    public Map<String, TopicIdentity> get() {
        var topicOptions = new DescribeTopicsOptions().timeoutMs(TIMEOUT_MILLIS);
        var descriptions = await(admin.describeTopics(Topics.ALL, topicOptions).allTopicNames());
        List<ConfigResource> resources = Topics.ALL.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var configOptions = new DescribeConfigsOptions().timeoutMs(TIMEOUT_MILLIS);
        Map<ConfigResource, Config> configs =
                await(admin.describeConfigs(resources, configOptions).all());
        var identities = new TreeMap<String, TopicIdentity>();
        configs.forEach((topic, config) -> {
            var description = requireNonNull(descriptions.get(topic.name()));
            String timestampType = requireNonNull(config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))
                    .value();
            identities.put(
                    topic.name(),
                    new TopicIdentity(
                            description.topicId(), description.partitions().size(), timestampType));
        });
        return identities;
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while the broker describes the topics", e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
