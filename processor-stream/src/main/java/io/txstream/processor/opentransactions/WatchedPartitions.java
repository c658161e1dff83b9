package io.txstream.processor.opentransactions;

import io.txstream.contract.Topics;
import io.txstream.service.BrokerTopics;
import io.txstream.service.TopicLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The partitions that an open transaction can hold back. Used by one thread. */
final class WatchedPartitions {

    private final TopicLayout topics;
    private final BrokerTopics broker;
    private final List<TopicPartition> others;

    /** The changelogs that did not exist when they were last looked up. Kafka Streams creates them. */
    private final Set<String> absent;

    WatchedPartitions(TopicLayout topics, BrokerTopics broker, Set<String> changelogs) {
        this.topics = topics;
        this.broker = broker;
        this.others = Stream.of(Topics.PROCESSED, Topics.REJECTED)
                .flatMap(topic -> topics.partitionsOf(topic).stream())
                .collect(ArrayList::new, List::add, List::addAll);
        this.absent = new TreeSet<>(changelogs);
    }

    List<TopicPartition> received() {
        return topics.partitionsOf(Topics.RECEIVED);
    }

    /**
     * Returns the partitions of the other topics and of the changelogs that exist. Asks the broker while one is absent.
     *
     * @throws KafkaException if the broker does not answer
     */
    List<TopicPartition> others() {
        if (!absent.isEmpty()) {
            Set<String> created = new HashSet<>(broker.existing(absent).keySet());
            created.forEach(changelog -> others.addAll(topics.partitionsOf(changelog)));
            absent.removeAll(created);
        }
        return others;
    }
}
