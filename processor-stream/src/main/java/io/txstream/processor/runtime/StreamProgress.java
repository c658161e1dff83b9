package io.txstream.processor.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether the stream makes progress: each thing that must move was seen to move not long ago. What must move is the
 * number of commits of each thread that has tasks, and the committed offset of each partition that has input. Without
 * tasks nothing must move. Thread-safe.
 */
public final class StreamProgress {

    /** Longer than a rebalance, which waits up to 36 s for a dead member (session timeout, max.poll.interval.ms). */
    static final Duration NOT_READY_AFTER = Duration.ofSeconds(45);

    /** Longer than the outages that Kafka Streams survives: it retries a task for 5 minutes (task.timeout.ms). */
    static final Duration END_AFTER = Duration.ofMinutes(10);

    private record Observation(long value, long sinceNanos) {}

    private final LongSupplier nanoTime;
    private Map<String, Observation> observations = Map.of();
    private long movedNanos;
    private boolean moved;

    /**
     * Creates progress that is not stalled.
     *
     * @param nanoTime the elapsed time in nanoseconds, from any origin
     */
    public StreamProgress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Compares with the observation before. Called every second.
     *
     * @param mustMove all that must move, with its present value. What is absent need not move any more
     */
    synchronized void observe(Map<String, Long> mustMove) {
        long now = nanoTime.getAsLong();
        var next = new HashMap<String, Observation>();
        mustMove.forEach((name, value) -> {
            Observation before = observations.get(name);
            if (before != null && before.value() == value) {
                next.put(name, before);
            } else {
                next.put(name, new Observation(value, now));
            }
            if (before != null && before.value() != value) {
                moved = true;
                movedNanos = now;
            }
        });
        observations = next;
    }

    /** Returns for how long the slowest thing has not moved; zero if nothing must move. */
    synchronized Duration stalled() {
        long now = nanoTime.getAsLong();
        return observations.values().stream()
                .map(observation -> Duration.ofNanos(now - observation.sinceNanos()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns whether anything has moved since a time of the same origin. */
    synchronized boolean movedSince(long nanos) {
        return moved && movedNanos - nanos > 0;
    }
}
