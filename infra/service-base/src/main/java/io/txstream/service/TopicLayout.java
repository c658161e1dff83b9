package io.txstream.service;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import io.txstream.contract.topics.TopicRules;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics of the contract as they were verified, once at startup. They keep {@link TopicRules}.
 *
 * @param topics ordered by name
 */
public record TopicLayout(List<DescribedTopic> topics) {

    public TopicLayout {
        topics = topics.stream()
                .sorted(Comparator.comparing(DescribedTopic::name))
                .toList();
    }

    /** Returns a topic of the contract. */
    public DescribedTopic topic(String name) {
        return topics.stream()
                .filter(topic -> topic.name().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("not a topic of the contract: " + name));
    }

    public Uuid id(String topic) {
        return topic(topic).id();
    }

    /** Returns the ids of all topics as text, by name. */
    public Map<String, String> ids() {
        return topics.stream()
                .collect(Collectors.toMap(
                        DescribedTopic::name, topic -> topic.id().toString()));
    }

    /** Returns the partition count, which is the same for all topics; 1 or more. */
    public int partitions() {
        return topic(Topics.RECEIVED).partitions();
    }

    /** Returns the replication factor of the received topic, 1 or more. */
    public int replication() {
        return topic(Topics.RECEIVED).replication();
    }

    /** Returns {@code min.insync.replicas} of the received topic, 1 or more. */
    public int minInSyncReplicas() {
        return Integer.parseInt(
                topic(Topics.RECEIVED).settings().getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
    }

    /** Returns the partitions of a topic in their order. */
    public List<TopicPartition> partitionsOf(String topic) {
        return IntStream.range(0, partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Returns the partitions of all topics, ordered by topic and partition. */
    public List<TopicPartition> allPartitions() {
        return topics.stream()
                .flatMap(topic -> partitionsOf(topic.name()).stream())
                .toList();
    }
}
