package io.txstream.processor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces a stream thread that died, since most causes pass; gives up when threads die too fast for that, so that
 * whoever runs the process sees it end and can tell.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {

    /** For each thread. */
    static final int MOST = 5;

    static final Duration WITHIN = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ThreadReplacement.class);

    private final InstantSource clock;
    private final int most;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    ThreadReplacement(InstantSource clock, int threads) {
        this.clock = clock;
        this.most = MOST * threads;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
        Instant now = clock.instant();
        deaths.addLast(now);
        deaths.removeIf(death -> death.plus(WITHIN).isBefore(now));
        if (deaths.size() > most) {
            LOG.error("more than {} stream threads died within {}; giving up", most, WITHIN, cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (cause instanceof ProcessorStateException) {
            // By Kafka Streams, as it does with whatever an exactly-once task leaves in disorder.
            LOG.error("the local stores of a task cannot be used; they are made anew from Kafka", cause);
        } else {
            LOG.error("a stream thread died; replacing it", cause);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
