package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.txstream.contract.Topics;
import io.txstream.contract.topics.DescribedTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class TopicAvailabilityTest {

    private static final TopicsAnswer FOUND = new TopicsAnswer.Found(describedTopics());
    private static final TopicsAnswer NOT_YET = new TopicsAnswer.NotYet("no broker", "start it");

    private final List<Long> sleeps = new ArrayList<>();
    private int attempts;
    private long nanos = Long.MAX_VALUE - 1; // overflows during the wait, as System.nanoTime may

    @Test
    void returnsThePartitionCountOnceTheTopicsAreFound() {
        assertThat(await(Duration.ofSeconds(60), NOT_YET, NOT_YET, FOUND))
                .isEqualTo(new TopicLayout(describedTopics()));
        assertThat(sleeps).containsExactly(1000L, 1000L);
    }

    @Test
    void failsWithTheLastProblemAfterTheTimeout() {
        assertThatThrownBy(() -> await(Duration.ofSeconds(10), NOT_YET))
                .isInstanceOfSatisfying(
                        StartupProblemException.class,
                        problem -> assertThat(problem.remedy()).isEqualTo("start it"))
                .hasMessage("no broker");
        assertThat(attempts).isEqualTo(12);
    }

    @Test
    void refusesWrongTopicsAtOnce() {
        var wrong = new TopicsAnswer.Found(List.of(
                new DescribedTopic("a", Uuid.ONE_UUID, 1, 1, Map.of()),
                new DescribedTopic("b", Uuid.ONE_UUID, 2, 1, Map.of())));
        assertThatThrownBy(() -> await(Duration.ofSeconds(60), wrong))
                .isInstanceOf(StartupProblemException.class)
                .hasMessageContaining("cleanup.policy=delete")
                .hasMessageContaining("equally many partitions");
        assertThat(sleeps).isEmpty();
    }

    private static List<DescribedTopic> describedTopics() {
        return Topics.specifications(6, (short) 1).stream()
                .map(topic -> new DescribedTopic(
                        topic.name(), Uuid.ONE_UUID, topic.numPartitions(), topic.replicationFactor(), topic.configs()))
                .toList();
    }

    /** The last answer is repeated. */
    private TopicLayout await(Duration timeout, TopicsAnswer... answers) {
        var availability =
                new TopicAvailability(() -> answers[Math.min(attempts++, answers.length - 1)], () -> nanos, millis -> {
                    sleeps.add(millis);
                    nanos += Duration.ofMillis(millis).toNanos();
                });
        return availability.await(timeout);
    }
}
