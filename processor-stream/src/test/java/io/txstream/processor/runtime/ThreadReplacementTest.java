package io.txstream.processor.runtime;

import static io.txstream.processor.runtime.Threads.thread;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadReplacementTest {

    private static final StreamThreadExceptionResponse REPLACE_THREAD = StreamThreadExceptionResponse.REPLACE_THREAD;
    private static final StreamThreadExceptionResponse SHUTDOWN_CLIENT = StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    private static final int MAX_DEATHS = 2 * ThreadReplacement.MAX_DEATHS_PER_THREAD;

    private long nanos = Long.MAX_VALUE - 5;
    private final StallDetector stalls = new StallDetector(() -> nanos);
    private final AtomicInteger exits = new AtomicInteger();
    private final ThreadReplacement replacement =
            new ThreadReplacement(stalls, new FailureExit(exits::incrementAndGet), 2);

    @Test
    void replacesAThreadThatDiesOccasionally() {
        for (int death = 0; death < 4 * MAX_DEATHS; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            pass(State.RUNNING, 3_600);
            assertThat(replacement.deaths()).isZero();
        }
        assertThat(exits).hasValue(0);
    }

    /** A failure in a rebalance costs a session timeout each, a long outage a task timeout each. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6, 300, 3_700})
    void endsTheProcessWhenThreadsDieWithoutProgressWhateverTheirPace(int seconds) {
        endsAfterMaxDeaths(() -> pass(State.REBALANCING, seconds));
    }

    /** A record or a timer kills its thread after each restore. */
    @ParameterizedTest
    @ValueSource(ints = {300, 7_200})
    void endsTheProcessWhenAThreadDiesAfterEachLongRestore(int seconds) {
        endsAfterMaxDeaths(() -> {
            pass(State.REBALANCING, seconds);
            pass(State.RUNNING, 2);
        });
    }

    /** The partition moves to another instance, which dies of it after its restore, and gives it back. */
    @Test
    void endsTheProcessWhenInstancesDieInTurn() {
        endsAfterMaxDeaths(() -> pass(State.RUNNING, 1_800));
    }

    @Test
    void endsTheProcessWhenOneThreadKeepsDyingThoughOthersCommit() {
        endsAfterMaxDeaths(() -> pass(State.RUNNING, 6));
    }

    /** Health must not be down for as long as deaths are remembered. */
    @Test
    void deathsDoNotRepeatOnceTheStreamIsSteady() {
        die();
        assertThat(replacement.isRepeating()).isFalse();
        die();
        pass(State.RUNNING, 59);
        assertThat(replacement.isRepeating()).isTrue();
        pass(State.RUNNING, 1);
        assertThat(replacement.isRepeating()).isFalse();
        assertThat(replacement.deaths()).isEqualTo(2);
    }

    @Test
    void endsTheProcessAtOnceWhenTheLogIsNotTheOneOfTheState() {
        var outOfRange = new OffsetOutOfRangeException(Map.of(new TopicPartition("topic", 0), 5L));
        assertThat(replacement.handle(new StreamsException("wrapped", outOfRange)))
                .isEqualTo(SHUTDOWN_CLIENT);
        var mismatch = new StartupProblemException("a store was emptied", "restore it");
        assertThat(replacement.handle(new StreamsException("wrapped", mismatch)))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    @Test
    void endsTheProcessAtOnceWhenItIsBroken() {
        assertThat(replacement.handle(new StreamsException(new OutOfMemoryError("test"))))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(replacement.handle(new NoClassDefFoundError("test"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    private void endsAfterMaxDeaths(Runnable betweenDeaths) {
        for (int death = 0; death < MAX_DEATHS; death++) {
            assertThat(die()).isEqualTo(REPLACE_THREAD);
            betweenDeaths.run();
        }
        assertThat(exits).hasValue(0);
        assertThat(die()).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    private StreamThreadExceptionResponse die() {
        return replacement.handle(new IllegalStateException("test"));
    }

    private void pass(State state, int seconds) {
        for (int second = 0; second < seconds; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            stalls.look(state, List.of(thread("other")), Map.of());
            replacement.check();
        }
    }
}
