package io.txstream.status.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/** Publishes the lag of the projection. Any thread may read the gauges. */
final class ProjectionMetrics {

    private static final double MILLIS_PER_SECOND = 1000.0;

    private final AssignedOffsets offsets;
    private final ProjectionLag lag;
    private final InstantSource clock;

    ProjectionMetrics(MeterRegistry registry, AssignedOffsets offsets, ProjectionLag lag, InstantSource clock) {
        this.offsets = offsets;
        this.lag = lag;
        this.clock = clock;
        Gauge.builder("txstream.projection.lag.records", this, ProjectionMetrics::lagRecords)
                .description("Offsets between the ends of this instance's partitions and what it has projected")
                .register(registry);
        Gauge.builder("txstream.projection.lag.uncommitted.records", this, ProjectionMetrics::uncommittedRecords)
                .description("Offsets of the lag that wait for the end of an open transaction")
                .register(registry);
        Gauge.builder("txstream.projection.lag", this, ProjectionMetrics::lagSeconds)
                .description("How long the projection has been behind the topics")
                .baseUnit("seconds")
                .register(registry);
    }

    private double lagRecords() {
        return known((double) lag.records());
    }

    private double uncommittedRecords() {
        return known((double) lag.uncommittedRecords());
    }

    private double lagSeconds() {
        return known(lag.time(clock.instant()).toMillis() / MILLIS_PER_SECOND);
    }

    /**
     * Returns NaN for an instance that has no partitions, has not read their offsets, or has no new sample. It does not
     * know the lag and must not report zero.
     */
    private double known(double value) {
        return offsets.hasPositions() && lag.isFresh(clock.instant()) ? value : Double.NaN;
    }
}
