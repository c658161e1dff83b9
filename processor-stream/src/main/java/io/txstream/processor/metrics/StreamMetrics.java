package io.txstream.processor.metrics;

import static java.util.Objects.requireNonNull;

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
 * The meters of the stream, summed over all tasks of this instance. Called by stream threads.
 *
 * <p>Counters count work done, committed or not. Work that an aborted Kafka transaction repeats is counted twice,
 * although the topics hold its result once.
 */
public final class StreamMetrics {

    private static final Duration[] LATENESS_BUCKETS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final Counter received;
    private final Counter misplaced;
    private final Counter duplicates;
    private final Counter replayed;
    private final Counter aheadOfClock;
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Timer lateness;
    private final Set<PendingWork> pending = ConcurrentHashMap.newKeySet();

    /**
     * Registers the meters.
     *
     * @param clock the wall clock, which the age of pending work is measured with
     */
    public StreamMetrics(MeterRegistry registry, InstantSource clock) {
        received = counter(registry, "txstream.received", "Received records processed, without misplaced ones");
        misplaced = counter(registry, "txstream.misplaced", "Misplaced records, forwarded to their home partition");
        duplicates = counter(registry, "txstream.duplicates", "Identical duplicates dropped");
        replayed = counter(registry, "txstream.replayed", "Received records read again and skipped");
        aheadOfClock = counter(
                registry,
                "txstream.ahead.of.clock",
                "Records appended more than a minute ahead of this process's clock");
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("txstream.rejected")
                            .description("Records rejected, by reason")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        lateness = Timer.builder("txstream.lateness")
                .description("Time from due to emitted; its count is the number of transactions processed")
                .serviceLevelObjectives(LATENESS_BUCKETS)
                .register(registry);
        Gauge.builder("txstream.pending", this, StreamMetrics::pendingCount)
                .description("Transactions held in the due store")
                .register(registry);
        Gauge.builder("txstream.oldest.overdue", this, metrics -> metrics.overdueSeconds(clock))
                .description("How long the oldest pending transaction has been due")
                .baseUnit("seconds")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    public void received() {
        received.increment();
    }

    public void misplaced() {
        misplaced.increment();
    }

    public void duplicate() {
        duplicates.increment();
    }

    /** Counts a record whose offset was decided before. */
    public void replayed() {
        replayed.increment();
    }

    /** Counts a record whose append time is too far ahead of the clock of this process. */
    public void aheadOfClock() {
        aheadOfClock.increment();
    }

    public void rejected(RejectionReason reason) {
        requireNonNull(rejected.get(reason)).increment();
    }

    /** Counts a processed transaction, and records how long after its due time it was emitted. */
    public void processed(Duration late) {
        lateness.record(late);
    }

    /** Includes a task's pending work in the gauges, until {@link #unwatch}. */
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
