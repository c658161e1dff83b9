package io.txstream.processor.runtime;

import io.txstream.processor.progress.ReplayFilter;
import io.txstream.service.FailureExit;
import io.txstream.service.StartupProblemException;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes are temporary. Ends the process when threads die again and
 * again, so that its supervisor notices. Thread-safe.
 *
 * <p>Deaths count however far apart they are. A thread that dies in a rebalance dies again every session timeout. One
 * that a record or a timer kills dies again after each restore, here or on another instance, while other threads work.
 */
final class ThreadReplacement {

    /** Deaths that are tolerated, multiplied by the number of threads. */
    static final int MAX_DEATHS_PER_THREAD = 5;

    /** Longer than usual restores. Deaths are forgotten once the last one is this long ago and the stream is steady. */
    static final Duration MEMORY = Duration.ofHours(1);

    /** Longer than a rebalance, which waits up to max.poll.interval.ms (30 s) after a session timeout (6 s). */
    private static final Duration STEADY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final StallDetector stalls;
    private final FailureExit exit;
    private final int maxDeaths;

    private int deaths;

    /**
     * Creates the handler of one stream.
     *
     * @param threads the number of stream threads, 1 or more
     */
    ThreadReplacement(StallDetector stalls, FailureExit exit, int threads) {
        this.stalls = stalls;
        this.exit = exit;
        this.maxDeaths = MAX_DEATHS_PER_THREAD * threads;
    }

    /** Whether threads die one after the other, at this time. */
    synchronized boolean isRepeating() {
        return deaths > 1 && !isSteady();
    }

    /** Returns the number of deaths that are not forgotten. */
    synchronized int deaths() {
        return deaths;
    }

    /** Forgets the deaths if it is time. Called regularly. */
    synchronized void check() {
        if (isSteady() && stalls.sinceDeath().compareTo(MEMORY) >= 0) {
            deaths = 0;
        }
    }

    private boolean isSteady() {
        return stalls.steady().compareTo(STEADY) >= 0;
    }

    /** Called by the thread that dies. */
    synchronized StreamThreadExceptionResponse handle(Throwable cause) {
        deaths++;
        stalls.died();
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
