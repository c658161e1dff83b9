package io.txstream.ingest;

import io.micrometer.core.instrument.Clock;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Adds the {@link ProcessTime} to every response of a route. {@link LookupForwarder} adds it to the others. */
final class ProcessTimeFilter implements WebFilter {

    private final Clock clock;

    ProcessTimeFilter(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = clock.monotonicTime();
        exchange.getResponse().beforeCommit(() -> {
            exchange.getResponse()
                    .getHeaders()
                    .set(ProcessTime.HEADER, ProcessTime.millis(clock.monotonicTime() - start));
            return Mono.empty();
        });
        return chain.filter(exchange);
    }
}
