package io.txstream.status.projection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

class ProjectionFailuresTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 3);

    private final AtomicInteger exits = new AtomicInteger();
    private final ProjectionFailures failures =
            new ProjectionFailures(new FailureExit(exits::incrementAndGet), () -> 0);
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.txstream");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void capture() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void release() {
        logger.detachAppender(lines);
    }

    /** Without the cause an operator cannot see why nothing is projected. */
    @Test
    void logsTheCauseOfWhatIsTriedAgainAndItsSqlState() {
        var cause = new R2dbcNonTransientResourceException("No space left on device", "53100");
        failures.report("a batch cannot be written", new IllegalStateException(cause));
        failures.report("a batch cannot be written", new IllegalStateException(cause));
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).isEqualTo("a batch cannot be written");
            assertThat(line.getKeyValuePairs().toString()).contains("No space left on device", "53100");
        });
        assertThat(exits).hasValue(0);
    }

    @Test
    void aPositionThatTheLogDoesNotHaveEndsTheProcessOnceWithOneLine() {
        var divergent = Map.of(PARTITION, new OffsetAndMetadata(7));
        failures.report("the consumer failed", new LogTruncationException(Map.of(PARTITION, 10L), divergent));
        failures.report("the consumer failed", new OffsetOutOfRangeException(Map.of(PARTITION, 10L)));
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.ERROR);
            assertThat(line.getFormattedMessage())
                    .contains("truncated", "t-3=10", "offset=7", "TRUNCATE projection_offsets, transactions");
        });
        assertThat(exits).hasValue(1);
    }

    /** A consumer that has ended, while the service lives on and looks healthy. */
    @Test
    void aConsumerThatStopsForAnyOtherReasonThanAShutdownEndsTheProcess() {
        var handler = new ProjectionErrorHandler(failures);
        handler.onStopped(new ConsumerStoppedEvent(this, this, Reason.NORMAL));
        assertThat(exits).hasValue(0);
        handler.onStopped(new ConsumerStoppedEvent(this, this, Reason.ERROR));
        assertThat(exits).hasValue(1);
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains("ERROR"));
    }

    /** A reader that was set back before offsets that it must pass over. */
    @Test
    void whatOnlyANewStartCanPutRightEndsTheProcess() {
        var handler = new ProjectionErrorHandler(failures);
        var container = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(Map.of()), new ContainerProperties(PARTITION.topic()));
        handler.handleOtherException(
                new StartupProblemException("set back", "start again"), new MockConsumer<>("none"), container, true);
        assertThat(exits).hasValue(1);
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains("set back", "Start again"));
    }
}
