package io.txstream.processor.runtime;

import io.txstream.processor.progress.LogChangedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes are temporary. Shuts the stream down when threads die too
 * often, so that the process ends and its supervisor notices.
 */
public final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    /** Deaths within {@link #DEATH_WINDOW} that are tolerated, multiplied by the number of threads. */
    static final int MAX_DEATHS_PER_THREAD = 5;

    static final Duration DEATH_WINDOW = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final InstantSource clock;
    private final int maxDeaths;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    /**
     * Creates the handler of one stream.
     *
     * @param threads the number of stream threads, 1 or more
     */
    public ThreadReplacement(InstantSource clock, int threads) {
        this.clock = clock;
        this.maxDeaths = MAX_DEATHS_PER_THREAD * threads;
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
        Instant now = clock.instant();
        deaths.addLast(now);
        deaths.removeIf(death -> death.plus(DEATH_WINDOW).isBefore(now));
        if (deaths.size() > maxDeaths) {
            LOG.atError()
                    .setCause(cause)
                    .addKeyValue("deaths", deaths.size())
                    .addKeyValue("window_ms", DEATH_WINDOW.toMillis())
                    .log("too many stream threads died; shutting the stream down");
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
}
