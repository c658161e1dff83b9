package io.txstream.ingest;

import java.util.Locale;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Tells with every answer how long it took, in milliseconds: {@code X-Process-Time-ms}. */
final class ProcessTimeFilter implements WebFilter {

    static final String HEADER = "X-Process-Time-ms";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        long start = System.nanoTime();
        exchange.getResponse().beforeCommit(() -> {
            double millis = (System.nanoTime() - start) / 1e6;
            exchange.getResponse().getHeaders().set(HEADER, String.format(Locale.ROOT, "%.3f", millis));
            return Mono.empty();
        });
        return chain.filter(exchange);
    }
}
