package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import io.netty.channel.Channel;
import io.txstream.ingest.ConnectionState.Phase;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyPipeline;

/**
 * Keeps slow clients from holding what others need. A connection that owes a request head is closed after a while, as
 * is an idle one: single bytes do not extend the time. A body that does not arrive in time fails. The number of
 * connections is bounded: a new one beyond the bound replaces the one that has owed a head for the longest.
 *
 * <p>Thread-safe. A timer calls {@link #sweep} every second.
 */
final class Connections {

    static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);

    /** The time for a body while bytes in flight are scarce. */
    static final Duration BODY_TIMEOUT_UNDER_PRESSURE = Duration.ofSeconds(1);

    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final long PRESSURE_INTERVAL_NANOS = Duration.ofMillis(100).toNanos();

    private final int max;
    private final Duration headTimeout;
    private final Clock clock;
    private final Set<ConnectionState> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastPressureNanos;

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

    /** Follows a connection from now on. Called when its pipeline is complete. */
    void follow(Channel channel) {
        // With TLS and HTTP/2 the codec is added later; those connections have the server's own timeouts only.
        if (channel.pipeline().get(NettyPipeline.HttpCodec) != null) {
            channel.pipeline()
                    .addAfter(NettyPipeline.HttpCodec, "txstream.pipelinedClose", new PipelinedClose())
                    .addAfter(NettyPipeline.HttpCodec, "txstream.connectionState", new ConnectionState(this, clock));
        }
    }

    void add(ConnectionState added) {
        open.add(added);
        while (open.size() > max) {
            ConnectionState oldest = open.stream()
                    .filter(connection -> connection.phase() == Phase.HEAD)
                    .max(Comparator.comparingLong(ConnectionState::nanosInPhase))
                    .orElse(added);
            open.remove(oldest);
            oldest.close();
        }
    }

    void remove(ConnectionState removed) {
        open.remove(removed);
    }

    /** Closes connections whose head, and fails bodies that, did not arrive in time. */
    void sweep() {
        for (ConnectionState connection : open) {
            if (connection.phase() == Phase.HEAD && connection.nanosInPhase() > headTimeout.toNanos()) {
                connection.close();
            }
        }
        failBodiesOlderThan(BODY_TIMEOUT);
    }

    /** Fails bodies that are slow and hold bytes which others need. Cheap enough to be called at each attempt. */
    void relieve() {
        long last = lastPressureNanos.get();
        long now = clock.monotonicTime();
        if (now - last >= PRESSURE_INTERVAL_NANOS && lastPressureNanos.compareAndSet(last, now)) {
            failBodiesOlderThan(BODY_TIMEOUT_UNDER_PRESSURE);
        }
    }

    private void failBodiesOlderThan(Duration age) {
        for (ConnectionState connection : open) {
            if (connection.phase() == Phase.BODY && connection.nanosInPhase() > age.toNanos()) {
                connection.failBody();
            }
        }
    }

    /** Returns the number of open connections. */
    int size() {
        return open.size();
    }
}
