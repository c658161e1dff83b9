package io.txstream.service.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.contract.Topics;
import io.txstream.embedded.process.Ports;
import io.txstream.service.SkippedRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** {@link BoundedConsumer} without a broker. */
class BoundedConsumerTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.RECEIVED, 0);

    /** Kafka's own question for a position blocks for {@code default.api.timeout.ms}, and throws then. */
    @Test
    void aPollDoesNotWaitForAPositionThatNoBrokerKnows() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + Ports.free(),
                ConsumerConfig.GROUP_ID_CONFIG,
                "unreachable",
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                500,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                1_000);
        var plan = new SkipPlan(List.of(new SkipPlan.Skip(new SkippedRange(0, 5, 6), 5, true)));
        try (var consumer = new BoundedConsumer(settings, PollBounds.ofStep(8), plan)) {
            consumer.assign(List.of(PARTITION));
            assertThat(consumer.poll(Duration.ZERO)).isEmpty();
            assertThat(consumer.paused()).containsExactly(PARTITION);
        }
    }
}
