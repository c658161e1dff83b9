package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.txstream.ingest.ConnectionState.Phase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Owns the bounds of time and of the number of connections, so that slow clients do not hold what others need. A
 * connection that owes a request head is closed after a while, as is an idle one: single bytes do not extend the time.
 * A body that does not arrive in time fails. A new connection beyond the bound replaces the one that has owed a head or
 * a body for the longest.
 *
 * <p>Thread-safe. A timer calls {@link #sweep} every second.
 */
final class Connections {

    static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    /** The time for a body, or for any phase if heads hold some of the budget, while bytes in flight are scarce. */
    static final Duration TIMEOUT_UNDER_PRESSURE = Duration.ofSeconds(1);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final long PRESSURE_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final int max;
    private final Duration headTimeout;
    private final Clock clock;
    private final AtomicLong lastPressureNanos;

    private int open;

    /** The connections by phase, and since when they are in it, the longest first. */
    private final Map<Phase, Map<ConnectionState, Long>> phases = new EnumMap<>(Map.of(
            Phase.HEAD, new LinkedHashMap<>(), Phase.BODY, new LinkedHashMap<>(), Phase.ANSWER, new LinkedHashMap<>()));

    /**
     * Creates an empty set of connections.
     *
     * @param max the number of connections; 1 or more
     * @param headTimeout the time from connecting, or from an answer, to the end of the next request's head
     */
    Connections(int max, Duration headTimeout, Clock clock) {
        this.max = max;
        this.headTimeout = headTimeout;
        this.clock = clock;
        lastPressureNanos = new AtomicLong(clock.monotonicTime() - PRESSURE_INTERVAL_NANOS);
    }

    /** Sweeps every second, on a thread of the scheduler, until disposed. */
    Disposable sweepOn(Scheduler scheduler) {
        long millis = SWEEP_INTERVAL.toMillis();
        return scheduler.schedulePeriodically(this::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Adds a connection, which owes a head. */
    void add(ConnectionState added, long nowNanos) {
        synchronized (this) {
            open++;
            in(Phase.HEAD).put(added, nowNanos);
        }
        makeRoom();
    }

    synchronized void remove(ConnectionState removed) {
        open--;
        phases.values().forEach(phase -> phase.remove(removed));
    }

    /** Follows a connection into another phase, which begins now. */
    synchronized void move(ConnectionState moved, Phase last, Phase next, long nowNanos) {
        in(last).remove(moved);
        in(next).put(moved, nowNanos);
    }

    private Map<ConnectionState, Long> in(Phase phase) {
        return requireNonNull(phases.get(phase));
    }

    /** Ends the connection that has owed for the longest, which can be the new one, if there are too many. */
    private void makeRoom() {
        Stay longest;
        synchronized (this) {
            longest = open > max ? longestOwing() : null;
            if (longest != null) {
                in(longest.phase()).remove(longest.connection()); // the next new connection replaces another one
            }
        }
        if (longest != null) {
            longest.end(this::makeRoom);
        }
    }

    private @Nullable Stay longestOwing() {
        return Stream.of(Phase.HEAD, Phase.BODY)
                .flatMap(phase -> stays(phase).limit(1))
                .min((one, other) -> Long.signum(one.sinceNanos() - other.sinceNanos())) // the origin is arbitrary
                .orElse(null);
    }

    private Stream<Stay> stays(Phase phase) {
        return in(phase).entrySet().stream().map(entry -> new Stay(entry.getKey(), phase, entry.getValue()));
    }

    /** Closes connections whose head is late, and fails late bodies. */
    void sweep() {
        endLongerThan(headTimeout, Phase.HEAD, connection -> true);
        endLongerThan(BODY_TIMEOUT, Phase.BODY, connection -> true);
    }

    /** Ends what is slow and holds bytes that others need. Cheap enough to be called at each attempt to take some. */
    void relieve() {
        long last = lastPressureNanos.get();
        long now = clock.monotonicTime();
        if (now - last >= PRESSURE_INTERVAL_NANOS && lastPressureNanos.compareAndSet(last, now)) {
            endLongerThan(TIMEOUT_UNDER_PRESSURE, Phase.BODY, connection -> true);
            endLongerThan(TIMEOUT_UNDER_PRESSURE, Phase.HEAD, ConnectionState::holdsBudget);
            endLongerThan(TIMEOUT_UNDER_PRESSURE, Phase.ANSWER, ConnectionState::holdsBudget);
        }
    }

    private void endLongerThan(Duration time, Phase phase, Predicate<ConnectionState> condition) {
        long limit = clock.monotonicTime() - time.toNanos();
        List<Stay> longer;
        synchronized (this) {
            longer = stays(phase)
                    .takeWhile(stay -> stay.sinceNanos() - limit < 0)
                    .filter(stay -> condition.test(stay.connection()))
                    .toList();
        }
        longer.forEach(stay -> stay.end(() -> {}));
    }

    /** Returns the number of open connections. */
    synchronized int size() {
        return open;
    }

    /** A connection in a phase, and when that began. */
    private record Stay(ConnectionState connection, Phase phase, long sinceNanos) {

        void end(Runnable alternative) {
            connection.end(phase, sinceNanos, alternative);
        }
    }
}
