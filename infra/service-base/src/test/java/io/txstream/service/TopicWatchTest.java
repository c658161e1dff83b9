package io.txstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicWatchTest {

    private static final TopicIdentity VERIFIED = new TopicIdentity(new Uuid(1, 2), 6, "LogAppendTime");

    private final AtomicInteger changes = new AtomicInteger();
    private TopicIdentity now = VERIFIED;
    private boolean answers = true;
    private final TopicWatch watch = new TopicWatch(this::topics, () -> {}, new FailureExit(changes::incrementAndGet));

    @AfterEach
    void close() {
        watch.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 6, LogAppendTime, 1",
        "1, 8, LogAppendTime, 1",
        "1, 6, CreateTime, 1",
        "1, 6, LogAppendTime, 0",
    })
    void endsTheServiceOnceIfATopicDiffers(long id, int partitions, String timestampType, int expected) {
        watch.start();
        now = new TopicIdentity(new Uuid(id, 2), partitions, timestampType);
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
        now = new TopicIdentity(new Uuid(3, 4), 6, "LogAppendTime");
        watch.check();
        assertThat(changes).hasValue(1);
    }

    @Test
    void aServiceThatStopsIsNotEnded() {
        watch.start();
        watch.stop();
        now = new TopicIdentity(new Uuid(3, 4), 6, "LogAppendTime");
        watch.check();
        assertThat(changes).hasValue(0);
    }

    private Map<String, TopicIdentity> topics() {
        if (!answers) {
            throw new KafkaException("no answer");
        }
        return Map.of("topic", now);
    }
}
