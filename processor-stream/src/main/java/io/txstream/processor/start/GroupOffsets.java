package io.txstream.processor.start;

import io.txstream.service.KafkaFutures;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The members and the offsets of the consumer group. Each method blocks, for 5 s at most. */
final class GroupOffsets {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final Admin admin;
    private final String group;

    GroupOffsets(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** Returns the committed offsets. Those of a transaction that is still open are not among them. */
    Map<TopicPartition, Long> committed() {
        try {
            return KafkaFutures.get(admin.listConsumerGroupOffsets(
                                    group, new ListConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
                            .partitionsToOffsetAndMetadata())
                    .entrySet()
                    .stream()
                    .filter(entry -> entry.getValue() != null)
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().offset()));
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    /** Returns the hosts of the group's members, dead ones included until their session times out. */
    List<String> members() {
        try {
            return KafkaFutures.get(admin.describeConsumerGroups(
                                    List.of(group), new DescribeConsumerGroupsOptions().timeoutMs(TIMEOUT_MILLIS))
                            .all())
                    .values()
                    .stream()
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
    void set(Map<TopicPartition, OffsetAndMetadata> offsets) {
        KafkaFutures.get(admin.alterConsumerGroupOffsets(
                        group, offsets, new AlterConsumerGroupOffsetsOptions().timeoutMs(TIMEOUT_MILLIS))
                .all());
    }
}
