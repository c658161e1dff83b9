package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Adds {@code X-Process-Time-ms} to every response: how long the request took, in milliseconds with three decimals. */
final class ProcessTimeFilter implements WebFilter {

    static final String HEADER = "X-Process-Time-ms";

    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Clock clock;

    ProcessTimeFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = clock.monotonicTime();
        exchange.getResponse().beforeCommit(() -> {
            double millis = (clock.monotonicTime() - start) / NANOS_PER_MILLI;
            exchange.getResponse().getHeaders().set(HEADER, String.format(Locale.ROOT, "%.3f", millis));
            return Mono.empty();
        });
        return chain.filter(exchange);
    }
}
