package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Counts lookups: the metrics {@code txstream.ingest.lookups} and {@code txstream.ingest.lookups.open}. */
final class LookupMetrics {

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    LookupMetrics(MeterRegistry registry, LookupPlaces places) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(outcome, counter(registry, outcome));
        }
        gauge(registry, "plain", places, LookupPlaces::takenPlain);
        gauge(registry, "held", places, LookupPlaces::takenHeld);
    }

    private static Counter counter(MeterRegistry registry, Outcome outcome) {
        return Counter.builder("txstream.ingest.lookups")
                .description("Lookups by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry, String kind, LookupPlaces places, ToDoubleFunction<LookupPlaces> taken) {
        Gauge.builder("txstream.ingest.lookups.open", places, taken)
                .description("Lookups in progress")
                .tag("kind", kind)
                .register(registry);
    }

    void count(Outcome outcome) {
        requireNonNull(counters.get(outcome)).increment();
    }

    /** How a lookup ended. The name in lower case is the value of the metric's tag. */
    enum Outcome {
        /** The caller got status-query's answer, whatever its status. */
        ANSWERED,
        /** All places were taken (503). */
        REFUSED,
        /** status-query gave no answer (503). */
        UNAVAILABLE,
        /** status-query ended in the middle of an answer, and so did the caller's connection. */
        BROKEN,
        /** The caller closed the connection. */
        ABORTED
    }
}
