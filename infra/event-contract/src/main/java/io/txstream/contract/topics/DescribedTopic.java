package io.txstream.contract.topics;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/**
 * A topic as the broker describes it.
 *
 * @param id which a topic that is created again does not share
 * @param partitions the partition count, 1 or more
 * @param replication the replication factor, 1 or more
 * @param settings the values by setting, defaults included
 */
public record DescribedTopic(String name, Uuid id, int partitions, int replication, Map<String, String> settings) {

    public DescribedTopic {
        settings = Map.copyOf(settings);
    }

    /** Combines the two answers of the broker about one topic. */
    public static DescribedTopic of(TopicDescription description, Config config) {
        Map<String, String> settings = config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        return new DescribedTopic(
                description.name(),
                description.topicId(),
                description.partitions().size(),
                description.partitions().get(0).replicas().size(),
                settings);
    }
}
