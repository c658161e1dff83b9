package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicWatchTest {

    private final AtomicInteger changes = new AtomicInteger();
    private List<DescribedTopic> now = topics(1, 6, Map.of());
    private boolean answers = true;
    private final TopicWatch watch =
            new TopicWatch(new TopicLayout(now), this::describe, new FailureExit(changes::incrementAndGet));

    @AfterEach
    void close() {
        watch.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 6, retention.ms, -1, 1",
        "1, 8, retention.ms, -1, 1",
        "1, 6, message.timestamp.type, CreateTime, 1",
        "1, 6, 'cleanup.policy', 'compact,delete', 1",
        "1, 6, max.message.bytes, 1048588, 1",
        "1, 6, retention.ms, 86400000, 0",
    })
    void endsTheServiceOnceIfATopicDiffers(long id, int partitions, String setting, String value, int expected) {
        watch.start();
        now = topics(id, partitions, Map.of(setting, value));
        watch.check();
        watch.check();
        assertThat(changes).hasValue(expected);
    }

    @Test
    void aBrokerThatDoesNotAnswerIsNoDifference() {
        watch.start();
        answers = false;
        watch.check();
        assertThat(changes).hasValue(0);
        answers = true;
        now = topics(2, 6, Map.of());
        watch.check();
        assertThat(changes).hasValue(1);
    }

    @Test
    void aServiceThatStopsIsNotEnded() {
        watch.start();
        watch.stop();
        now = topics(2, 6, Map.of());
        watch.check();
        assertThat(changes).hasValue(0);
    }

    private TopicsAnswer describe() {
        if (!answers) {
            throw new KafkaException("no answer");
        }
        return new TopicsAnswer.Found(now);
    }

    private static List<DescribedTopic> topics(long id, int partitions, Map<String, String> changes) {
        return Topics.specifications(partitions, (short) 1).stream()
                .map(topic -> {
                    var settings = new HashMap<>(topic.configs());
                    settings.putAll(changes);
                    return new DescribedTopic(topic.name(), new Uuid(id, 2), partitions, 1, settings);
                })
                .toList();
    }
}
