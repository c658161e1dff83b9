package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;

/**
 * Whether the stream does its work. While it runs, each assigned partition must have a task, each thread that has tasks
 * must commit, and each partition that has input must be committed further. Before that, the restore must advance.
 * Without partitions no progress is required.
 *
 * <p>Only the time in which progress is required counts. After a rebalance, that of a partition goes on from where it
 * was: a rebalance every few minutes does not hide a partition that stands still.
 *
 * <p>Thread-safe. The watchdog looks every second. The threads that restore call the listener's methods.
 */
final class StallDetector implements StateRestoreListener {

    /** Longer than a rebalance, which waits up to 36 s for a dead member (session timeout, max.poll.interval.ms). */
    static final Duration NOT_READY_AFTER = Duration.ofSeconds(45);

    /** Longer than the outages that Kafka Streams survives: it retries a task for 5 minutes (task.timeout.ms). */
    static final Duration END_AFTER = Duration.ofMinutes(10);

    /** What the time since the look before counts at most. A machine that was suspended for longer was no stall. */
    private static final Duration MAX_ELAPSED = Duration.ofSeconds(5);

    /** A value that must grow, and for how long it has not. */
    private record Stall(long value, long nanos) {}

    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Stall> partitions = new HashMap<>();

    /** Threads, by name, consumers that lost a task, or the restore. Only what must move now. */
    private Map<String, Stall> others = Map.of();

    private long restored;
    private long lookedNanos;
    private long elapsedNanos;
    private long stalledNanos;
    private long steadyNanos;
    private long sinceDeathNanos;

    /**
     * Creates a detector that has seen no stall.
     *
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    StallDetector(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
    }

    /** Compares the stream with the look before. */
    synchronized void look(State state, Collection<ThreadMetadata> threads, Map<MetricName, ? extends Metric> metrics) {
        long now = nanoTime.getAsLong();
        elapsedNanos = Math.min(now - lookedNanos, MAX_ELAPSED.toNanos());
        lookedNanos = now;
        stalledNanos = 0;
        Map<String, Stall> before = others;
        others = new HashMap<>();
        if (state == State.RUNNING) {
            commits(threads, metrics)
                    .forEach((thread, commits) -> mustGrow(others, thread, commits, before.get(thread)));
            consumersWithoutTasks(threads, metrics)
                    .forEach(consumer -> mustGrow(others, consumer, 0, before.get(consumer)));
            threads.stream()
                    .flatMap(thread -> thread.activeTasks().stream())
                    .forEach(task -> task.endOffsets()
                            .forEach((partition, lastRead) ->
                                    lookAt(partition, task.committedOffsets().getOrDefault(partition, -1L), lastRead)));
        } else if (state == State.CREATED || state == State.REBALANCING) {
            mustGrow(others, "restore", restored, before.get("restore"));
        }
        boolean steady = state == State.RUNNING && stalled().compareTo(NOT_READY_AFTER) < 0;
        steadyNanos = steady ? steadyNanos + elapsedNanos : 0;
        sinceDeathNanos += elapsedNanos;
    }

    private <K> void mustGrow(Map<K, Stall> stalls, K name, long value, @Nullable Stall before) {
        Stall now = before == null || value > before.value()
                ? new Stall(value, 0)
                : new Stall(before.value(), before.nanos() + elapsedNanos);
        stalls.put(name, now);
        stalledNanos = Math.max(stalledNanos, now.nanos());
    }

    /** Returns the commits of each thread with tasks. It commits even without input: punctuators ask for it. */
    private static Map<String, Long> commits(
            Collection<ThreadMetadata> threads, Map<MetricName, ? extends Metric> metrics) {
        var commits = new HashMap<String, Long>();
        for (ThreadMetadata thread : threads) {
            if (!thread.activeTasks().isEmpty()) {
                commits.put(thread.threadName(), 0L);
            }
        }
        metrics.forEach((name, metric) -> {
            if (name.name().equals("commit-total") && name.group().equals("stream-thread-metrics")) {
                long count = ((Number) metric.metricValue()).longValue();
                commits.computeIfPresent(name.tags().get("thread-id"), (thread, none) -> count);
            }
        });
        return commits;
    }

    /** Returns the consumers with more partitions than tasks. Kafka Streams can lose a task (KAFKA-20819). */
    private static Set<String> consumersWithoutTasks(
            Collection<ThreadMetadata> threads, Map<MetricName, ? extends Metric> metrics) {
        var tasks = new HashMap<String, Integer>();
        threads.forEach(thread ->
                tasks.put(thread.consumerClientId(), thread.activeTasks().size()));
        var without = new HashSet<String>();
        metrics.forEach((name, metric) -> {
            if (name.name().equals("assigned-partitions") && name.group().equals("consumer-coordinator-metrics")) {
                String consumer = name.tags().get("client-id");
                Integer count = tasks.get(consumer);
                if (count != null && ((Number) metric.metricValue()).intValue() > count) {
                    without.add(consumer);
                }
            }
        });
        return without;
    }

    /**
     * Looks at how far a partition is. Both offsets are -1 at first.
     *
     * @param committed the next offset, or -1 before the first commit of the task
     * @param lastRead the offset of the last record that was read
     */
    private void lookAt(TopicPartition partition, long committed, long lastRead) {
        if (lastRead >= Math.max(0, committed)) {
            mustGrow(partitions, partition, committed, partitions.get(partition));
        } else if (lastRead >= 0) {
            partitions.remove(partition); // all is committed
        }
    }

    /** Returns how long the slowest part had made no progress at the last look; zero if none is required. */
    synchronized Duration stalled() {
        return Duration.ofNanos(stalledNanos);
    }

    /** Returns for how long every look has found the stream running and nothing stalled, since the last death. */
    synchronized Duration steady() {
        return Duration.ofNanos(steadyNanos);
    }

    /** Returns how long ago the last stream thread died, or this process started. */
    synchronized Duration sinceDeath() {
        return Duration.ofNanos(sinceDeathNanos);
    }

    /** Takes note of the death of a stream thread. */
    synchronized void died() {
        steadyNanos = 0;
        sinceDeathNanos = 0;
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long start, long end) {
        advance(1);
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long batchEnd, long records) {
        advance(records);
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long records) {
        advance(1);
    }

    private synchronized void advance(long records) {
        restored += records;
    }
}
