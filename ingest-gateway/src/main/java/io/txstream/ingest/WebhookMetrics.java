package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts webhooks by outcome: the metric {@code txstream.ingest.webhooks}. */
final class WebhookMetrics {

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    WebhookMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(outcome, counter(registry, outcome));
        }
    }

    private static Counter counter(MeterRegistry registry, Outcome outcome) {
        return Counter.builder("txstream.ingest.webhooks")
                .description("Webhooks by how they ended")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void count(Outcome outcome) {
        requireNonNull(counters.get(outcome)).increment();
    }

    /** How a webhook ended. The name in lower case is the value of the metric's tag. */
    enum Outcome {
        ACCEPTED,
        MALFORMED,
        INVALID,
        TOO_LARGE,
        TOO_SLOW,
        UNSUPPORTED,
        UNAVAILABLE,
        /** The body did not arrive completely: the sender closed the connection, or broke the framing (400). */
        ABORTED
    }
}
