package io.txstream.processor.runtime;

import io.txstream.processor.progress.LogChangedException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes are temporary. Shuts the stream down when threads die again and
 * again, so that the process ends and its supervisor notices. Thread-safe.
 *
 * <p>Deaths are counted, whatever their pace: one that is caused in a rebalance takes a session timeout each, and a
 * record that kills its thread leaves the other threads at work. They are forgotten once the stream has made progress
 * for {@link #STEADY} without another one.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    /** Deaths that are tolerated, multiplied by the number of threads. */
    static final int MAX_DEATHS_PER_THREAD = 5;

    /** Longer than a rebalance, which waits up to max.poll.interval.ms (30 s) after a session timeout (6 s). */
    static final Duration STEADY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final LongSupplier nanoTime;
    private final StreamProgress progress;
    private final int maxDeaths;

    private int deaths;
    private long lastDeathNanos;

    /**
     * Creates the handler of one stream.
     *
     * @param nanoTime the elapsed time in nanoseconds, of the same origin as that of the progress
     * @param threads the number of stream threads, 1 or more
     */
    public ThreadReplacement(LongSupplier nanoTime, StreamProgress progress, int threads) {
        this.nanoTime = nanoTime;
        this.progress = progress;
        this.maxDeaths = MAX_DEATHS_PER_THREAD * threads;
    }

    /** Returns the number of deaths that are not forgotten. */
    synchronized int deaths() {
        boolean steady = nanoTime.getAsLong() - lastDeathNanos > STEADY.toNanos();
        return steady && progress.movedSince(lastDeathNanos) ? 0 : deaths;
    }

    /** Called by the thread that dies. */
    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
        Throwable changed = logChange(cause);
        if (changed != null) {
            LOG.error(
                    "the received log is not what the state was built from; shutting the stream down: {}",
                    changed.getMessage());
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        deaths = deaths() + 1;
        lastDeathNanos = nanoTime.getAsLong();
        if (isFatal(cause)) {
            LOG.error("the JVM or the classes of this process are broken; shutting the stream down", cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (deaths > maxDeaths) {
            LOG.atError()
                    .setCause(cause)
                    .addKeyValue("deaths", deaths)
                    .log("stream threads die again and again; shutting the stream down");
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

    /** Returns the cause that only the check at the next start can handle, or null. */
    private static @Nullable Throwable logChange(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LogChangedException || cause instanceof InvalidOffsetException) {
                return cause;
            }
        }
        return null;
    }

    /** An error that a new thread would meet as well, such as too little memory or a missing class. */
    private static boolean isFatal(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof VirtualMachineError || cause instanceof LinkageError);
    }
}
