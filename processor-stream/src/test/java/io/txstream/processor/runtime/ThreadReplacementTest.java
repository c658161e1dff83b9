package io.txstream.processor.runtime;

import static io.txstream.processor.runtime.Threads.task;
import static io.txstream.processor.runtime.Threads.thread;
import static org.assertj.core.api.Assertions.assertThat;

import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.HashMap;
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
    private static final TopicPartition PARTITION = new TopicPartition("received", 0);
    private static final long POISON = 7;

    private long nanos = Long.MAX_VALUE - 5;
    private final StallDetector stalls = new StallDetector(() -> nanos);
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final AtomicInteger exits = new AtomicInteger();
    private final ThreadReplacement replacement =
            new ThreadReplacement(stalls, () -> committed, new FailureExit(exits::incrementAndGet), 2);

    @Test
    void replacesAThreadThatDiesOccasionally() {
        for (long death = 0; death < 4 * MAX_DEATHS; death++) {
            assertThat(die(death)).isEqualTo(REPLACE_THREAD);
            committed.put(PARTITION, death + 1);
            lookFor(State.RUNNING, 61);
            assertThat(replacement.deaths()).isZero();
        }
        assertThat(exits).hasValue(0);
    }

    /** A failure in a rebalance costs a session timeout each, a long outage a task timeout each. */
    @ParameterizedTest
    @ValueSource(ints = {0, 6, 300})
    void endsTheProcessWhenThreadsDieWithoutProgressWhateverTheirPace(int seconds) {
        endsAfterMaxDeaths(-1, () -> lookFor(State.REBALANCING, seconds));
    }

    /** A restore of a minute, and other partitions that are committed, hid the record that kills its thread. */
    @Test
    void endsTheProcessWhenARecordKillsItsThreadAfterEachLongRestore() {
        endsAfterMaxDeaths(POISON, () -> {
            committed.put(PARTITION, POISON);
            lookFor(State.REBALANCING, 300);
            lookFor(State.RUNNING, 2);
        });
    }

    /** The partition moves to another instance, which dies of it and gives it back. */
    @Test
    void endsTheProcessWhenInstancesDieInTurn() {
        endsAfterMaxDeaths(POISON, () -> {
            committed.put(PARTITION, POISON);
            lookFor(State.RUNNING, 300);
        });
    }

    @Test
    void endsTheProcessWhenOneThreadKeepsDyingThoughOthersCommit() {
        endsAfterMaxDeaths(-1, () -> lookFor(State.RUNNING, 6));
    }

    @Test
    void keepsTheDeathsWhileTheBrokerDoesNotAnswer() {
        die(POISON);
        lookFor(State.RUNNING, 120);
        assertThat(replacement.deaths()).isEqualTo(1);
        committed.put(PARTITION, POISON + 1);
        lookFor(State.RUNNING, 1);
        assertThat(replacement.deaths()).isZero();
    }

    @Test
    void endsTheProcessAtOnceWhenTheLogIsNotTheOneOfTheState() {
        var outOfRange = new OffsetOutOfRangeException(Map.of(new TopicPartition("topic", 0), 5L));
        assertThat(handle(new StreamsException("wrapped", outOfRange))).isEqualTo(SHUTDOWN_CLIENT);
        var mismatch = new StartupProblemException("a store was emptied", "restore it");
        assertThat(handle(new StreamsException("wrapped", mismatch))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    @Test
    void endsTheProcessAtOnceWhenItIsBroken() {
        assertThat(handle(new StreamsException(new OutOfMemoryError("test")))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(handle(new NoClassDefFoundError("test"))).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    private void endsAfterMaxDeaths(long lastRead, Runnable betweenDeaths) {
        for (int death = 0; death < MAX_DEATHS; death++) {
            assertThat(die(lastRead)).isEqualTo(REPLACE_THREAD);
            betweenDeaths.run();
        }
        assertThat(exits).hasValue(0);
        assertThat(die(lastRead)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(exits).hasValue(1);
    }

    /** A thread dies that has read up to an offset, and committed less. */
    private StreamThreadExceptionResponse die(long lastRead) {
        return replacement.handle(
                new IllegalStateException("test"), List.of(thread("dead", task(PARTITION, -1, lastRead))));
    }

    private StreamThreadExceptionResponse handle(Throwable cause) {
        return replacement.handle(cause, List.of());
    }

    private void lookFor(State state, int seconds) {
        for (int second = 0; second < seconds; second++) {
            nanos += Duration.ofSeconds(1).toNanos();
            stalls.look(state, List.of(thread("other")), Map.of());
            replacement.check();
        }
    }
}
