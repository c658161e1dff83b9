package io.txstream.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** How webhooks were answered, by outcome. */
final class WebhookMetrics {

    private final Counter accepted;
    private final Counter malformed;
    private final Counter invalid;
    private final Counter tooLarge;
    private final Counter unsupported;
    private final Counter unavailable;

    WebhookMetrics(MeterRegistry registry) {
        accepted = counter(registry, "accepted");
        malformed = counter(registry, "malformed");
        invalid = counter(registry, "invalid");
        tooLarge = counter(registry, "too_large");
        unsupported = counter(registry, "unsupported");
        unavailable = counter(registry, "unavailable");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("txstream.ingest.webhooks")
                .description("Webhooks answered")
                .tag("outcome", outcome)
                .register(registry);
    }

    void accepted() {
        accepted.increment();
    }

    void malformed() {
        malformed.increment();
    }

    void invalid() {
        invalid.increment();
    }

    void tooLarge() {
        tooLarge.increment();
    }

    void unsupported() {
        unsupported.increment();
    }

    void unavailable() {
        unavailable.increment();
    }
}
