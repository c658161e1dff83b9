package io.txstream.ingest;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.txstream.service.RateLimitedLog;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts requests that the server does not get, and logs those for which there is no room. Thread-safe. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final Map<Refusal, Counter> counters = new EnumMap<>(Refusal.class);
    private final RateLimitedLog log;

    Refusals(MeterRegistry registry) {
        for (Refusal refusal : Refusal.values()) {
            counters.put(refusal, counter(registry, refusal));
        }
        log = new RateLimitedLog(LOG, LOG_INTERVAL, registry.config().clock()::monotonicTime);
    }

    private static Counter counter(MeterRegistry registry, Refusal refusal) {
        return Counter.builder("txstream.ingest.refused")
                .description("Requests that were answered before any route had them")
                .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void count(Refusal refusal) {
        requireNonNull(counters.get(refusal)).increment();
        if (refusal == Refusal.NO_ROOM) {
            log.atWarn().log("bytes in flight are used up; large or pipelined requests get 503");
        }
    }
}
