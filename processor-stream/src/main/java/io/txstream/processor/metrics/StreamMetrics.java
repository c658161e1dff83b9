package io.txstream.processor.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.txstream.contract.RejectionReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The meters of the stream, summed over all tasks of this instance. Called by stream threads. Counters count work done:
 * what an aborted transaction did and its successor did again counts twice; the topics hold it once.
 */
public final class StreamMetrics {

    private final Counter received;
    private final Counter strays;
    private final Counter duplicates;
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Timer lateness;
    private final Set<PendingWork> pending = ConcurrentHashMap.newKeySet();

    public StreamMetrics(MeterRegistry registry, InstantSource clock) {
        received = counter(registry, "txstream.received", "Received records looked at, strays apart");
        strays = counter(registry, "txstream.strays", "Records sent on to their home partition");
        duplicates = counter(registry, "txstream.duplicates", "Identical resends dropped");
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("txstream.rejected")
                            .description("Records rejected; CONFLICTING_DUPLICATE are the conflicts")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        lateness = Timer.builder("txstream.lateness")
                .description("From due to emitted; its count is the number of transactions processed")
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .register(registry);
        Gauge.builder("txstream.pending", this, StreamMetrics::pendingCount)
                .description("Transactions that wait in the due store")
                .register(registry);
        Gauge.builder("txstream.oldest.overdue", this, metrics -> metrics.overdueSeconds(clock))
                .description("For how long the oldest pending transaction has been due")
                .baseUnit("seconds")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    public void received() {
        received.increment();
    }

    public void stray() {
        strays.increment();
    }

    public void duplicate() {
        duplicates.increment();
    }

    public void rejected(RejectionReason reason) {
        Counter counter = rejected.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    public void processed(Duration late) {
        lateness.record(late);
    }

    /** Counts a task's pending work in, until {@link #unwatch}. */
    public void watch(PendingWork work) {
        pending.add(work);
    }

    public void unwatch(PendingWork work) {
        pending.remove(work);
    }

    private double pendingCount() {
        return pending.stream().mapToLong(PendingWork::count).sum();
    }

    private double overdueSeconds(InstantSource clock) {
        long now = clock.millis();
        return pending.stream().mapToLong(work -> work.overdueMillis(now)).max().orElse(0) / 1000.0;
    }
}
