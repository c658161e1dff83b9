package io.txstream.processor.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * Reads from Kafka Streams what must move for {@link StreamProgress}: while it runs, commits; before that, the restore.
 * Called by the watchdog. The listener's methods are called by the threads that restore.
 */
final class LocalProgress implements StateRestoreListener {

    private volatile long restored;

    /** Returns what must move now, with its present value. */
    Map<String, Long> mustMove(KafkaStreams streams) {
        State state = streams.state();
        if (state == State.RUNNING) {
            return commits(streams.metadataForLocalThreads(), streams.metrics());
        }
        return state == State.CREATED || state == State.REBALANCING ? Map.of("restore", restored) : Map.of();
    }

    static Map<String, Long> commits(Set<ThreadMetadata> threads, Map<MetricName, ? extends Metric> metrics) {
        var mustMove = new HashMap<String, Long>();
        for (ThreadMetadata thread : threads) {
            // A thread with tasks commits even without input, since the punctuator asks for it at every tick.
            if (!thread.activeTasks().isEmpty()) {
                mustMove.put(thread.threadName(), 0L);
            }
            thread.activeTasks().forEach(task -> addUndecided(task, mustMove));
        }
        metrics.forEach((name, metric) -> {
            if (name.name().equals("commit-total") && name.group().equals("stream-thread-metrics")) {
                long commits = ((Number) metric.metricValue()).longValue();
                mustMove.computeIfPresent(name.tags().get("thread-id"), (thread, none) -> commits);
            }
        });
        return mustMove;
    }

    /** Adds the partitions of a task that it has read further than it has committed. Both offsets are -1 at first. */
    private static void addUndecided(TaskMetadata task, Map<String, Long> mustMove) {
        task.endOffsets().forEach((partition, lastRead) -> {
            long committed = committed(task, partition);
            if (lastRead >= Math.max(0, committed)) {
                mustMove.put(partition.toString(), committed);
            }
        });
    }

    private static long committed(TaskMetadata task, TopicPartition partition) {
        return task.committedOffsets().getOrDefault(partition, -1L);
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
