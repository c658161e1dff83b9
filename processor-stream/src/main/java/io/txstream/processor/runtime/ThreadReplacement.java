package io.txstream.processor.runtime;

import io.txstream.processor.progress.ReplayFilter;
import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes are temporary. Ends the process when threads die again and
 * again, so that its supervisor notices. Thread-safe.
 *
 * <p>Deaths count at any pace. One in a rebalance repeats every session timeout. A record that kills its thread repeats
 * after each restore, while other threads work. Deaths are forgotten once the group has committed all that had been read at a death, and the stream was steady for {@link #STEADY}.
 */
final class ThreadReplacement {

    /** Deaths that are tolerated, multiplied by the number of threads. */
    static final int MAX_DEATHS_PER_THREAD = 5;

    /** Longer than a rebalance, which waits up to max.poll.interval.ms (30 s) after a session timeout (6 s). */
    static final Duration STEADY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final StallDetector stalls;
    private final Supplier<Map<TopicPartition, Long>> committed;
    private final FailureExit exit;
    private final int maxDeaths;

    /** The last offset that had been read at a death, for partitions that are not committed past it. */
    private final Map<TopicPartition, Long> read = new HashMap<>();

    private int deaths;

    /**
     * Creates the handler of one stream.
     *
     * @param committed the offsets of the group; may block, and throw a {@link org.apache.kafka.common.KafkaException}
     * @param threads the number of stream threads, 1 or more
     */
    ThreadReplacement(
            StallDetector stalls, Supplier<Map<TopicPartition, Long>> committed, FailureExit exit, int threads) {
        this.stalls = stalls;
        this.committed = committed;
        this.exit = exit;
        this.maxDeaths = MAX_DEATHS_PER_THREAD * threads;
    }

    /** Returns the number of deaths that are not forgotten. */
    synchronized int deaths() {
        return deaths;
    }

    /** Forgets the deaths if it is time. Called regularly by the watchdog, which logs what it throws. */
    void check() {
        if (deaths() == 0 || stalls.steady().compareTo(STEADY) < 0) {
            return;
        }
        Map<TopicPartition, Long> offsets = committed.get();
        synchronized (this) {
            read.entrySet().removeIf(entry -> offsets.getOrDefault(entry.getKey(), -1L) > entry.getValue());
            // Another thread may have died while the broker was asked.
            if (read.isEmpty() && stalls.steady().compareTo(STEADY) >= 0) {
                deaths = 0;
            }
        }
    }

    /**
     * Called by the thread that dies.
     *
     * @param threads all threads, as they were at the death
     */
    synchronized StreamThreadExceptionResponse handle(Throwable cause, Collection<ThreadMetadata> threads) {
        deaths++;
        stalls.died();
        StallDetector.unfinished(threads)
                .forEach((partition, offsets) -> read.merge(partition, offsets.lastRead(), Math::max));
        if (endsTheProcess(cause)) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (cause instanceof ProcessorStateException) {
            // Kafka Streams deletes the stores of an exactly-once task that did not close cleanly.
            LOG.error("the local stores of a task cannot be used; they are rebuilt from Kafka", cause);
        } else {
            LOG.error("a stream thread died; replacing it", cause);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    private boolean endsTheProcess(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartupProblemException problem) {
                exit.end(String.valueOf(problem.getMessage()), problem.remedy());
                return true;
            }
            if (cause instanceof InvalidOffsetException) {
                exit.end(
                        "the received log does not have the next offset: " + cause.getMessage(),
                        ReplayFilter.START_AGAIN);
                return true;
            }
        }
        if (isFatal(failure)) {
            LOG.error("a stream thread died", failure);
            exit.end("the JVM or the classes of this process are broken: " + failure, "start it again");
            return true;
        }
        if (deaths > maxDeaths) {
            LOG.error("a stream thread died", failure);
            exit.end("stream threads die again and again, the last one of: " + failure, "see the errors before");
            return true;
        }
        return false;
    }

    /** An error that a new thread would meet as well, such as too little memory or a missing class. */
    private static boolean isFatal(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof VirtualMachineError || cause instanceof LinkageError);
    }
}
