package io.txstream.processor.start;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the broker about the group and the topics of the state, and sets the group's offsets. Blocks its caller. */
final class BrokerState {

    private final Admin admin;
    private final String group;

    /** The caller closes the client. */
    BrokerState(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** Returns the partition counts of those topics that exist. */
    Map<String, Integer> existing(List<String> topics) {
        var counts = new HashMap<String, Integer>();
        admin.describeTopics(topics).topicNameValues().forEach((name, description) -> {
            try {
                counts.put(name, get(description).partitions().size());
            } catch (UnknownTopicOrPartitionException e) {
                // left out
            }
        });
        return counts;
    }

    /** Returns the committed offsets. Those of a transaction that is still open are not among them. */
    Map<TopicPartition, Long> committed() {
        try {
            return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet().stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    /** Returns the offsets after the last record of each partition. An open transaction is no end of the log. */
    Map<TopicPartition, Long> logEnds(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = new HashMap<TopicPartition, Long>();
        get(admin.listOffsets(latest).all()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Returns the hosts of the group's members, dead ones included until their session times out. */
    List<String> members() {
        try {
            return get(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .flatMap(description -> description.members().stream())
                    .map(MemberDescription::host)
                    .toList();
        } catch (GroupIdNotFoundException e) {
            return List.of();
        }
    }

    /**
     * Sets offsets of the group.
     *
     * @throws KafkaException if the group has members
     */
    void setOffsets(Map<TopicPartition, OffsetAndMetadata> offsets) {
        get(admin.alterConsumerGroupOffsets(group, offsets).all());
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while the broker answers", e);
        }
    }
}
