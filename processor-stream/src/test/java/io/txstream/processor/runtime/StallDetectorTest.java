package io.txstream.processor.runtime;

import static io.txstream.processor.runtime.Threads.task;
import static io.txstream.processor.runtime.Threads.thread;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.junit.jupiter.api.Test;

class StallDetectorTest {

    private static final TopicPartition FIRST = new TopicPartition("received", 0);
    private static final TopicPartition SECOND = new TopicPartition("received", 1);

    private long nanos = Long.MAX_VALUE - 5;
    private double commits;
    private double assigned;
    private final StallDetector stalls = new StallDetector(() -> nanos);

    @Test
    void nothingIsStalledWithoutTasks() {
        for (int second = 0; second < 1_200; second++) {
            pass(1);
            look(State.RUNNING, thread("a"));
        }
        assertThat(stalls.stalled()).isZero();
    }

    @Test
    void aThreadWithTasksMustCommit() {
        look(State.RUNNING, thread("a", task(FIRST, -1, -1)));
        for (int second = 0; second < 10; second++) {
            pass(1);
            look(State.RUNNING, thread("a", task(FIRST, -1, -1)));
        }
        assertThat(stalls.stalled()).hasSeconds(10);
        commits++;
        pass(1);
        look(State.RUNNING, thread("a", task(FIRST, -1, -1)));
        assertThat(stalls.stalled()).isZero();
    }

    @Test
    void isStalledForAsLongAsTheSlowestPartition() {
        for (int second = 0; second <= 20; second++) {
            commits++;
            look(State.RUNNING, thread("a", task(FIRST, second, second), task(SECOND, 5, 9)));
            pass(1);
        }
        assertThat(stalls.stalled()).hasSeconds(20);
        commits++;
        look(State.RUNNING, thread("a", task(FIRST, 21, 21), task(SECOND, 10, 9)));
        assertThat(stalls.stalled()).isZero();
    }

    /** A task starts without a committed offset. Each rebalance set the time back to zero. */
    @Test
    void aPartitionThatStandsStillIsNotHiddenByRebalances() {
        for (int rebalance = 0; rebalance < 10; rebalance++) {
            runFor(30, task(FIRST, 5, 9));
            for (int second = 0; second < 30; second++) {
                restore(1);
                pass(1);
                look(State.REBALANCING);
            }
            assertThat(stalls.stalled()).isZero();
            runFor(1, task(FIRST, -1, -1));
            runFor(30, task(FIRST, -1, 9));
        }
        assertThat(stalls.stalled()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(600));
        runFor(1, task(FIRST, 6, 9));
        assertThat(stalls.stalled()).isZero();
    }

    @Test
    void aRestoreMustAdvance() {
        look(State.REBALANCING);
        rebalanceFor(30);
        assertThat(stalls.stalled()).hasSeconds(30);
        runFor(1);
        rebalanceFor(1);
        assertThat(stalls.stalled()).isZero();
        rebalanceFor(30);
        restore(5);
        rebalanceFor(1);
        assertThat(stalls.stalled()).isZero();
    }

    /** A partition that returned from another instance took over the age of a stall that was over. */
    @Test
    void aPartitionThatFinishedLeavesNoAge() {
        runFor(500, task(FIRST, 5, 9));
        runFor(1, task(FIRST, 10, 9));
        runFor(10);
        runFor(2, task(FIRST, -1, 20));
        assertThat(stalls.stalled()).hasSeconds(1);
    }

    /** Kafka Streams drops the tasks of a state updater that ends, and goes on without them (KAFKA-20819). */
    @Test
    void aPartitionWithoutATaskIsStalled() {
        assigned = 2;
        runFor(10, task(FIRST, 6, 5), task(SECOND, 6, 5));
        assertThat(stalls.stalled()).isZero();
        runFor(10, task(FIRST, 6, 5));
        assertThat(stalls.stalled()).hasSeconds(9);
        assigned = 1;
        runFor(1, task(FIRST, 6, 5));
        assertThat(stalls.stalled()).isZero();
    }

    @Test
    void aMachineThatWasSuspendedIsNotStalled() {
        runFor(1, task(FIRST, 5, 9));
        pass(7_200);
        look(State.RUNNING, thread("a", task(FIRST, 5, 9)));
        assertThat(stalls.stalled()).hasSeconds(5);
        assertThat(stalls.steady()).hasSeconds(6);
    }

    @Test
    void isSteadyWhileItRunsWithoutAStallOrADeath() {
        runFor(30, task(FIRST, -1, -1));
        assertThat(stalls.steady()).hasSeconds(30);
        stalls.died();
        runFor(10, task(FIRST, -1, -1));
        assertThat(stalls.steady()).hasSeconds(10);
        look(State.REBALANCING);
        runFor(5, task(FIRST, -1, -1));
        assertThat(stalls.steady()).hasSeconds(5);
        runFor(60, task(FIRST, 5, 5));
        assertThat(stalls.steady()).isZero();
    }

    private void runFor(int seconds, TaskMetadata... tasks) {
        for (int second = 0; second < seconds; second++) {
            commits++;
            pass(1);
            look(State.RUNNING, thread("a", tasks));
        }
    }

    private void rebalanceFor(int seconds) {
        for (int second = 0; second < seconds; second++) {
            pass(1);
            look(State.REBALANCING);
        }
    }

    private void look(State state, ThreadMetadata... threads) {
        var committed = new MetricName("commit-total", "stream-thread-metrics", "", Map.of("thread-id", "a"));
        var partitions = new MetricName(
                "assigned-partitions", "consumer-coordinator-metrics", "", Map.of("client-id", "consumer"));
        stalls.look(
                state,
                List.of(threads),
                Map.of(committed, new Value(committed, commits), partitions, new Value(partitions, assigned)));
    }

    private void restore(long records) {
        stalls.onBatchRestored(FIRST, "due", 0, records);
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private record Value(MetricName metricName, Double metricValue) implements Metric {}
}
