package io.txstream.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadReplacementTest {

    private static final int MAX_DEATHS = 2 * ThreadReplacement.MAX_DEATHS_PER_THREAD;

    private long nanos = Long.MAX_VALUE - 5;
    private long commits;
    private final StreamProgress progress = new StreamProgress(() -> nanos);
    private final ThreadReplacement replacement = new ThreadReplacement(() -> nanos, progress, 2);

    @Test
    void replacesAThreadThatDiesOccasionally() {
        for (int death = 0; death < 4 * MAX_DEATHS; death++) {
            assertThat(die()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            pass(Duration.ofSeconds(61));
            commit();
            assertThat(replacement.deaths()).isZero();
        }
    }

    /** A failure in a rebalance costs a session timeout each, a long outage a task timeout each. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6, 300})
    void shutsDownWhenThreadsDieWithoutProgressWhateverTheirPace(int seconds) {
        for (int death = 0; death < MAX_DEATHS; death++) {
            assertThat(die()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            pass(Duration.ofSeconds(seconds));
        }
        assertThat(die()).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    @Test
    void shutsDownAtOnceWhenTheLogIsNotTheOneOfTheState() {
        var outOfRange = new OffsetOutOfRangeException(Map.of(new TopicPartition("topic", 0), 5L));
        assertThat(replacement.handle(new StreamsException("wrapped", outOfRange)))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    @Test
    void shutsDownWhenOneThreadKeepsDyingThoughOthersCommit() {
        for (int death = 0; death < MAX_DEATHS; death++) {
            assertThat(die()).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
            pass(Duration.ofSeconds(6));
            commit();
        }
        assertThat(die()).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    @Test
    void shutsDownAtOnceWhenTheProcessIsBroken() {
        assertThat(replacement.handle(new StreamsException(new OutOfMemoryError("test"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(replacement.handle(new NoClassDefFoundError("test")))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
    }

    private StreamThreadExceptionResponse die() {
        return replacement.handle(new IllegalStateException("test"));
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private void commit() {
        progress.observe(Map.of("thread", commits++));
        progress.observe(Map.of("thread", commits++));
    }
}
