package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadReplacementTest {

    private Instant now = Instant.EPOCH;
    private final ThreadReplacement replacement = new ThreadReplacement(() -> now, 2);

    @Test
    void replacesAThreadThatDiesOccasionally() {
        for (int death = 0; death < 40; death++) {
            assertThat(die()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            now = now.plus(Duration.ofSeconds(10));
        }
    }

    @Test
    void shutsDownWhenThreadsDieTooOften() {
        for (int death = 0; death < 2 * ThreadReplacement.MAX_DEATHS_PER_THREAD; death++) {
            assertThat(die()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        }
        assertThat(die()).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    @Test
    void shutsDownAtOnceWhenTheLogIsNotTheOneOfTheState() {
        var outOfRange = new OffsetOutOfRangeException(Map.of(new TopicPartition("topic", 0), 5L));
        assertThat(replacement.handle(new StreamsException("wrapped", outOfRange)))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    private StreamThreadExceptionResponse die() {
        return replacement.handle(new IllegalStateException("test"));
    }
}
